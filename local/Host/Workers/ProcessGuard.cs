using System.Diagnostics;

namespace AgentSched.Hosting.Workers;

/// <summary>
/// Kills a process when this one ends in any way. A shell waits on a pipe that only this process writes to: the kernel closes it even after
/// SIGKILL. A parent-death signal was rejected: it is tied to the forking thread, and exists on Linux only. Does nothing without /bin/sh.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    private const string Script = """trap "" INT TERM HUP; read -r pid && { read -r done || kill -9 "$pid"; }""";

    private const string Setsid = "/usr/bin/setsid";

    /// <summary>Started before the process that it guards, so that this is never unguarded; a kill of the process group does not reach the shell.</summary>
    private readonly Process? _shell = StartShell();

    /// <summary>Starts a program in its own session, if setsid exists: signals to this process's group do not reach it. setsid keeps the process id.</summary>
    public static ProcessStartInfo InOwnSession(string program, string[] arguments) =>
        File.Exists(Setsid) ? new(Setsid, [program, .. arguments]) : new(program, arguments);

    public void Watch(int processId) => Write($"{processId}");

    /// <summary>Ends the guard; the process must have exited before.</summary>
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
            // The shell has exited.
        }
    }
}
