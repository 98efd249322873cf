using System.Diagnostics;
using System.Globalization;

namespace AgentSched.Azurite;

/// <summary>Sole use of a data folder: two Azurites on one folder overwrite each other's data without a word.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream taken) => (Path, _lock) = (path, taken);

    public string Path { get; }

    /// <summary>The process that writes here notes its id in this file and removes it at its end.</summary>
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

    /// <summary>A parent that was killed lets go of the lock at once, but its Azurite needs a moment more to write and stop.</summary>
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
            // The number was given to another program since; ours would have stopped by now.
        }
    }

    private static string PidFileIn(string path) => System.IO.Path.Combine(path, "azurite.pid");
}
