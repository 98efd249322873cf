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

    /// <summary>Started before the process that it guards, so that no moment is left unguarded; a kill of the group spares it.</summary>
    private readonly Process? _shell = StartShell();

    /// <summary>A program in a session of its own, where there is setsid: signals to the group of this process do not reach it. Its process id stays its own.</summary>
    public static ProcessStartInfo InOwnSession(string program, string[] arguments) =>
        File.Exists(Setsid) ? new(Setsid, [program, .. arguments]) : new(program, arguments);

    public void Watch(int processId) => Write($"{processId}");

    /// <summary>Ends the guard; the process must have ended before.</summary>
    public void Dispose()
    {
        Write("done");
        _shell?.Dispose();
    }

    private static Process? StartShell()
    {
        if (!File.Exists("/bin/sh"))
        {
            return null;
        }

        var start = InOwnSession("/bin/sh", ["-c", Script]);
        start.RedirectStandardInput = true;
        return Process.Start(start);
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
