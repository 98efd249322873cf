using System.Globalization;
using AgentSched.Demo;
using AgentSched.Runs;
using AgentSched.Schedules;

namespace AgentSched.Bench;

/// <summary>One round: runs that come due, until the last is closed; and what it took.</summary>
/// <param name="Lateness">From due time to the agent's socket, in seconds, sorted.</param>
/// <param name="Opened">From due time until the run had its slot, in seconds, sorted; negative: before it was due.</param>
/// <param name="ToSocket">From there to the agent's socket, sorted.</param>
/// <param name="ToClosed">From the agent's socket until the run was closed, sorted.</param>
/// <param name="Took">From the first due time until the last run was closed.</param>
/// <param name="Ahead">From the first slot to the last of those that were had before the first due time.</param>
/// <param name="Repeated">Calls beyond one per run.</param>
/// <param name="BeforeDue">The app's requests until just before the first due time, by kind.</param>
/// <param name="App">All of the app's requests, by kind.</param>
/// <param name="AppCpu">CPU seconds of the app; likewise the others.</param>
/// <param name="PeakBytes">Most memory of the app until the end of the round.</param>
internal sealed record FireRound(
    double[] Lateness,
    double[] Opened,
    double[] ToSocket,
    double[] ToClosed,
    TimeSpan Took,
    TimeSpan Ahead,
    int Repeated,
    IReadOnlyDictionary<string, long> BeforeDue,
    IReadOnlyDictionary<string, long> App,
    double AppCpu,
    double AzuriteCpu,
    double AgentCpu,
    long PeakBytes)
{
    private static readonly TimeSpan TickBefore = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Waits for the moment to tick, ticks, and follows the runs to their end.</summary>
    /// <param name="child">The app.</param>
    /// <param name="agent">Where all calls arrive.</param>
    /// <param name="azurite">Its process.</param>
    /// <param name="due">Run ids and due times.</param>
    /// <param name="closedBefore">Runs of earlier rounds.</param>
    public static async Task<FireRound> FollowAsync(FireChild child, DemoAgent agent, ProcessClock azurite, IReadOnlyDictionary<string, DateTimeOffset> due, int closedBefore)
    {
        var first = due.Values.Min();
        await TimeProvider.System.WaitUntilAsync(first - TickBefore, CancellationToken.None);
        var (callsBefore, before, azuriteBefore, ownBefore) = (agent.Calls.Count, await child.ReportAsync(), azurite.CpuSeconds, ProcessClock.OwnCpuSeconds);
        await child.TickAsync();
        await TimeProvider.System.WaitUntilAsync(first - TimeSpan.FromMilliseconds(200), CancellationToken.None);
        var ahead = await child.ReportAsync();
        var giveUp = DateTimeOffset.UtcNow + Limit;
        while (await child.ClosedAsync() - closedBefore < due.Count && DateTimeOffset.UtcNow < giveUp)
        {
            await Task.Delay(100);
        }

        await Task.Delay(1000); // the orchestrations end after their runs
        var after = await child.ReportAsync();
        var calls = agent.Calls.Skip(callsBefore).GroupBy(call => call.IdempotencyKey, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.Min(call => call.ReceivedAt), StringComparer.Ordinal);
        var runs = due.Keys.Where(run => calls.ContainsKey(run) && after.Runs.TryGetValue(run, out var times) && times[1] > 0).ToList();
        if (runs.Count < due.Count)
        {
            throw new InvalidOperationException($"{due.Count - runs.Count} of {due.Count} runs were not called or not closed within {Limit}");
        }

        var slotsAhead = runs.Select(run => At(run, 0)).Where(slot => slot < first).DefaultIfEmpty(first).ToList();
        return new FireRound(
            Sorted(run => calls[run] - due[run]),
            Sorted(run => At(run, 0) - due[run]),
            Sorted(run => calls[run] - At(run, 0)),
            Sorted(run => At(run, 1) - calls[run]),
            runs.Max(run => At(run, 1)) - first,
            slotsAhead.Max() - slotsAhead.Min(),
            agent.Calls.Count - callsBefore - due.Count,
            Less(ahead.App, before.App),
            Less(after.App, before.App),
            after.CpuSeconds - before.CpuSeconds,
            azurite.CpuSeconds - azuriteBefore,
            ProcessClock.OwnCpuSeconds - ownBefore,
            after.PeakBytes);

        DateTimeOffset At(string run, int which) => new(after.Runs[run][which], TimeSpan.Zero);
        double[] Sorted(Func<string, TimeSpan> of) => [.. runs.Select(run => of(run).TotalSeconds).Order()];
    }

    /// <summary>The value that <paramref name="percent"/> of all do not exceed.</summary>
    public static double Percentile(double[] sorted, int percent) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];

    public static string Percentiles(double[] sorted) => string.Create(
        CultureInfo.InvariantCulture, $"{Percentile(sorted, 50):0.00} | {Percentile(sorted, 90):0.00} | {Percentile(sorted, 99):0.00} | {sorted[^1]:0.00}");

    /// <summary>The ids and due times of schedules that come due every so often, at one of their occurrences.</summary>
    public static Dictionary<string, DateTimeOffset> Due(IEnumerable<(string Schedule, DateTimeOffset Anchor)> schedules, TimeSpan later) =>
        schedules.ToDictionary(s => RunId.ForOccurrence(s.Schedule, s.Anchor + later).ToString(), s => s.Anchor + later, StringComparer.Ordinal);

    private static SortedDictionary<string, long> Less(Dictionary<string, long> after, Dictionary<string, long> before) =>
        new(after.ToDictionary(c => c.Key, c => c.Value - before.GetValueOrDefault(c.Key)), StringComparer.Ordinal);
}
