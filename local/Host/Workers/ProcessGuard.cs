using System.Diagnostics;

namespace AgentSched.Hosting.Workers;

/// <summary>
/// Kills a process when this one ends in whatever way. A shell waits on a pipe that only this process writes to: the kernel closes it even after
/// SIGKILL. A parent-death signal was rejected: it follows the thread that forked, and exists on Linux only. Does nothing where there is no /bin/sh.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    private const string Script = """trap "" INT TERM HUP; read -r pid && { read -r done || kill -9 "$pid"; }""";

    /// <summary>Started before the process that it guards, so that no moment is left unguarded.</summary>
    private readonly Process? _shell = File.Exists("/bin/sh") ? Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true, UseShellExecute = false }) : null;

    public void Watch(int processId) => Write($"{processId}");

    /// <summary>Ends the guard; the process must have ended before.</summary>
    public void Dispose()
    {
        Write("done");
        _shell?.Dispose();
    }

    private void Write(string line)
    {
        try
        {
            _shell?.StandardInput.WriteLine(line);
            _shell?.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The shell is gone.
        }
    }
}
