namespace AgentSched.Azurite;

/// <summary>An exclusive lock between processes. The system releases it when its holder dies; the file itself stays, because deleting it would cause a race.</summary>
internal static class FileLock
{
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    public static async Task<FileStream> TakeAsync(string path, Action? onWait, CancellationToken cancel)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;

            onWait?.Invoke();
            onWait = null;
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
        }
    }
}
