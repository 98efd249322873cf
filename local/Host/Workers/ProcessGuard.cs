using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AgentSched.Hosting.Workers;

/// <summary>
/// Kills a process when this one ends in whatever way. A shell waits on a pipe that only this process writes to: the kernel closes it even after
/// SIGKILL. A parent-death signal was rejected: it follows the thread that forked, and exists on Linux only.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    private const string Script = """trap "" INT TERM HUP; read -r pid && { read -r done || kill -9 "$pid"; }""";

    private readonly Process? _shell;

    private ProcessGuard(Process? shell) => _shell = shell;

    /// <summary>Started before the process that it guards, so that no moment is left unguarded. Does nothing where there is no /bin/sh.</summary>
    public static ProcessGuard Start()
    {
        try
        {
            return new ProcessGuard(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true, UseShellExecute = false }));
        }
        catch (Win32Exception)
        {
            return new ProcessGuard(null);
        }
    }

    public void Watch(int processId) => Write(processId.ToString(CultureInfo.InvariantCulture));

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
