namespace AgentSched.Bench;

/// <summary>A folder for a peer's database, in memory where the machine has such a place: Azurite keeps its rows in memory, too, so nobody pays for a disk.</summary>
internal sealed class StoreFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"agentsched-peers-{Guid.NewGuid():N}"));

    public string File => Path.Combine(_folder.FullName, "store.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
