using System.Globalization;
using AgentSched.Azurite;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>
/// The same runs once more on storage of their own behind the meter: requests per run, those of an idle app of the same length subtracted; and
/// how fast Azurite answers as many requests of the same kinds and sizes that nobody has to think about.
/// </summary>
internal static class FireCount
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="agent">Where calls arrive.</param>
    /// <param name="runs">How many.</param>
    /// <param name="agents">Of how many agents.</param>
    /// <param name="perSecond">How many come due in each second of a minute. 0: all in one.</param>
    public static async Task PrintAsync(DemoAgent agent, int runs, int agents, int perSecond)
    {
        await using var rig = await BenchRig.OpenAsync(agents, agent.Address, meter: true);
        await rig.StartAppAsync();
        var window = new CountWindow(rig);
        var idle = (await window.CountAsync(minutes: 1)).Requests;

        // A minute of idling ends five seconds before a minute does; the tick after the next claims.
        var due = BenchRig.MinuteAfter(TimeSpan.FromSeconds(75 + (runs / 50)));
        var made = await rig.InsertAsync(0, runs, i => BenchRig.NameOf((perSecond > 0 ? i / 60 : i) % agents), i => due.AddSeconds(perSecond > 0 ? i % 60 : 0), TimeSpan.FromDays(1));
        await window.OpensAsync(due.AddMinutes(-1));
        var minutes = perSecond > 0 ? 3 : 2;
        var follow = FireRound.FollowAsync(rig, agent, BenchRig.RunsOf(made), Patience);
        var counted = (await window.CountAsync(minutes)).Requests;
        var round = await follow;
        var perRun = counted.Less(idle, minutes).Per(runs);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Requests at Azurite, host, durable engine and worker together: {perRun.Total:0.00} a run ({counted.Total:0} in {minutes} minutes, less {idle.Total:0} that the idle app sends a minute). Lateness in this round, with the meter between: p50, p90, p99, max {FireRound.Percentiles(round.Lateness).Replace(" |", ",", StringComparison.Ordinal)} s."));
        Console.WriteLine();
        perRun.Print("a run", 0.005);

        var fill = await rig.CountRowsAsync();
        await using var alone = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Log = Console.Error.WriteLine });
        var limit = await new FireLimit(alone.ConnectionString()).MeasureAsync(counted.Less(idle, minutes), fill);
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Azurite's limit: {runs / limit.TotalSeconds:0} runs a second ({limit.TotalSeconds:0.0} s for requests of the same kinds, number and sizes from a raw loop on a table of {fill:N0} rows, as the app's was){(perSecond > 0 ? $"; {perSecond} a second are {perSecond / (runs / limit.TotalSeconds) * 100:0} % of it" : "")}. Load before the end (1, 5, 15 min): {File.ReadAllText("/proc/loadavg").Trim()}."));
    }
}
