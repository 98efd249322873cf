using System.Globalization;
using AgentSched.Base;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>One round: runs that come due, until the last is closed; and what it took.</summary>
/// <param name="Late">Due time, and seconds from there to the agent's socket, of each run that was called.</param>
/// <param name="Missing">Runs that were not called in time.</param>
/// <param name="Repeated">Calls beyond one per run.</param>
/// <param name="Took">From the first due time until no run was in flight any more; null: some still were.</param>
/// <param name="Steps">Where the app logs them, seconds between the steps of each run, sorted: due to slot (negative: before it was due), slot to socket, socket to closed.</param>
/// <param name="Cpu">CPU seconds from before the claims on: host and worker, Azurite, agents and bench.</param>
/// <param name="PeakBytes">Most memory so far: host, worker.</param>
internal sealed record FireRound(
    IReadOnlyList<(DateTimeOffset Due, double Seconds)> Late,
    int Missing,
    int Repeated,
    TimeSpan? Took,
    IReadOnlyDictionary<string, double[]> Steps,
    (double App, double Azurite, double Own) Cpu,
    (long Host, long Worker) PeakBytes)
{
    /// <summary>From due time to the agent's socket, in seconds, sorted.</summary>
    public double[] Lateness { get; } = [.. Late.Select(run => run.Seconds).Order()];

    /// <summary>Follows runs to their end.</summary>
    /// <param name="rig">The app.</param>
    /// <param name="agent">Where all calls arrive.</param>
    /// <param name="due">Run ids and due times.</param>
    /// <param name="patience">How long after the last due time.</param>
    public static async Task<FireRound> FollowAsync(BenchRig rig, DemoAgent agent, IReadOnlyDictionary<string, DateTimeOffset> due, TimeSpan patience)
    {
        using var azurite = new ProcessClock(rig.Azurite.ProcessId);
        var (calls, before) = (new Calls(agent), Cpu());
        var (first, giveUp) = (due.Values.Min(), due.Values.Max() + patience);
        await TimeProvider.System.WaitUntilAsync(first, CancellationToken.None);
        for (; DateTimeOffset.UtcNow < giveUp; await Task.Delay(calls.Count < due.Count ? 100 : 1000))
        {
            if (calls.Count >= due.Count && calls.First() is var so && due.Keys.All(so.ContainsKey))
            {
                break;
            }
        }

        var isClosed = await rig.ClosedAsync(due.Keys, patience);
        var (took, at) = (DateTimeOffset.UtcNow - first, calls.First());
        var called = due.Keys.Where(at.ContainsKey).ToList();
        var (after, app) = (Cpu(), rig.App);
        var times = called.Select(run => (Run: run, Times: app.TimesOf(run))).Where(run => run.Times is not null).Select(run => (run.Run, Times: run.Times!.Value)).ToList();
        return new FireRound(
            [.. called.Select(run => (due[run], (at[run] - due[run]).TotalSeconds))],
            due.Count - called.Count,
            calls.Of(due.Keys) - called.Count,
            isClosed ? took : null,
            new Dictionary<string, double[]>(StringComparer.Ordinal)
            {
                ["due → slot"] = [.. times.Select(run => (run.Times.Opened - due[run.Run]).TotalSeconds).Order()],
                ["slot → socket"] = [.. times.Select(run => (at[run.Run] - run.Times.Opened).TotalSeconds).Order()],
                ["socket → closed"] = [.. times.Select(run => (run.Times.Closed - at[run.Run]).TotalSeconds).Order()],
            },
            (after.App - before.App, after.Azurite - before.Azurite, after.Own - before.Own),
            (app.Host.PeakWorkingSet64, app.Worker.PeakWorkingSet64));

        (double App, double Azurite, double Own) Cpu() => (rig.App.CpuSeconds, azurite.CpuSeconds, ProcessClock.OwnCpuSeconds);
    }

    /// <summary>The value that <paramref name="percent"/> of all do not exceed.</summary>
    public static double Percentile(double[] sorted, int percent) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];

    /// <summary>p50, p90, p99 and the most, as cells.</summary>
    public static string Percentiles(double[] sorted) => sorted.Length == 0 ? "- | - | - | -" : string.Create(
        CultureInfo.InvariantCulture, $"{Percentile(sorted, 50):0.00} | {Percentile(sorted, 90):0.00} | {Percentile(sorted, 99):0.00} | {sorted[^1]:0.00}");
}
