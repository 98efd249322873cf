using System.Diagnostics;

namespace AgentSched.Bench;

/// <summary>The CPU time of another process.</summary>
internal sealed class ProcessClock(int id) : IDisposable
{
    private readonly Process _process = Process.GetProcessById(id);

    public static double OwnCpuSeconds
    {
        get
        {
            using var own = Process.GetCurrentProcess();
            return own.TotalProcessorTime.TotalSeconds;
        }
    }

    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    public void Dispose() => _process.Dispose();
}
