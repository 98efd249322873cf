using System.Diagnostics;

namespace AgentSched.Bench;

/// <summary>
/// Times one candidate, a batch per round; other candidates take their batches in between. Many short batches rather than few long
/// ones: on a busy machine most of them end before another process takes the core, and the median is one of those.
/// </summary>
internal sealed class Meter(CronCandidate candidate, int starts)
{
    private static readonly TimeSpan Warm = TimeSpan.FromMilliseconds(100);

    private int _passes = 1;

    /// <summary>Nanoseconds per call, one a round.</summary>
    public List<double> Nanoseconds { get; } = [];

    public double Bytes { get; private set; }

    /// <summary>Runs until the just-in-time compiler has had its time, and finds how many passes last about as long as a batch should.</summary>
    public void WarmUp(TimeSpan batch)
    {
        var began = Stopwatch.GetTimestamp();
        var passes = 0;
        while (Stopwatch.GetElapsedTime(began) < Warm)
        {
            candidate.Ask(1);
            passes++;
        }

        _passes = Math.Max(1, (int)(passes * (batch / Warm)));
    }

    public void Round()
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        candidate.Ask(_passes);
        var time = Stopwatch.GetElapsedTime(began);
        Bytes = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)_passes / starts;
        Nanoseconds.Add(time.TotalNanoseconds / _passes / starts);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
