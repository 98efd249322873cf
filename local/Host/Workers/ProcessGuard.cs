using System.Diagnostics;

namespace AgentSched.Hosting.Workers;

/// <summary>
/// Kills a process when this one ends in whatever way. A shell waits on a pipe that only this process writes to: the kernel closes it even after
/// SIGKILL. A parent-death signal was rejected: it follows the thread that forked, and exists on Linux only. Does nothing where there is no /bin/sh.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    private const string Script = """trap "" INT TERM HUP; read -r pid && { read -r done || kill -9 "$pid"; }""";

    private const string Setsid = "/usr/bin/setsid";

    /// <summary>Started before the process that it guards, so that no moment is left unguarded; in a session of its own, where there is setsid, so that a kill of the group spares it.</summary>
    private readonly Process? _shell = File.Exists("/bin/sh") ? Process.Start(Start()) : null;

    private static ProcessStartInfo Start() => File.Exists(Setsid)
        ? new(Setsid, ["/bin/sh", "-c", Script]) { RedirectStandardInput = true, UseShellExecute = false }
        : new("/bin/sh", ["-c", Script]) { RedirectStandardInput = true, UseShellExecute = false };

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
