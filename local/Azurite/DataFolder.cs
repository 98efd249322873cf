using System.Diagnostics;
using System.Globalization;

namespace AgentSched.Azurite;

/// <summary>Exclusive use of a data folder: two Azurites on one folder silently overwrite each other's data.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream taken) => (Path, _lock) = (path, taken);

    public string Path { get; }

    /// <summary>The file in which the process that uses the folder stores its id; it removes the file when it exits.</summary>
    public string PidFile => PidFileIn(Path);

    public static async Task<DataFolder> TakeAsync(string folder, CancellationToken cancel)
    {
        var path = Directory.CreateDirectory(folder).FullName;
        var taken = FileLock.TryTake(System.IO.Path.Combine(path, ".lock"))
            ?? throw new AzuriteException($"Another process uses the data in {path}. Stop it, or choose another folder.");
        try
        {
            await LastWriterGoneAsync(path, cancel);
            return new DataFolder(path, taken);
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Waits for the last Azurite to exit: a killed parent releases the lock at once, but its Azurite needs a moment longer to write and stop.</summary>
    private static async Task LastWriterGoneAsync(string path, CancellationToken cancel)
    {
        var pidFile = PidFileIn(path);
        if (!File.Exists(pidFile) || !int.TryParse(await File.ReadAllTextAsync(pidFile, cancel), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return;

        try
        {
            using var last = Process.GetProcessById(id);
            if (last.ProcessName.StartsWith("node", StringComparison.OrdinalIgnoreCase))
                await last.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(10), cancel);
        }
        catch (ArgumentException)
        {
            // No such process: it died without removing its file.
        }
        catch (TimeoutException)
        {
            // The id was reused by another program; ours would have stopped by now.
        }
    }

    private static string PidFileIn(string path) => System.IO.Path.Combine(path, "azurite.pid");
}
