using AgentSched.Azurite;
using AgentSched.Demo;
using AgentSched.Runs;

namespace AgentSched.Bench;

/// <summary>AgentSched on Azurite. Speed is measured as <c>fire</c> does; after the kill its own timers bring it back.</summary>
internal sealed class AgentSchedPeer(int agents) : IPeer
{
    private const int Shards = 4, WarmUp = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Name => "AgentSched";

    public string Settings => $"Azurite 3.37 in memory, {Shards} shards; for the kill a tick and a sweep every 10 s, else defaults (what a dead process held is taken over after 30 s)";

    public async Task<PeerRound[]> RunAsync(DemoAgent agent, int schedules)
    {
        await using var azurite = await StartAzuriteAsync();
        using var azuriteClock = new ProcessClock(azurite.ProcessId);
        await using var rows = await OpenAsync(azurite, agent);
        await using var app = await FireChild.StartAsync(FireBench.Settings(azurite.ConnectionString(), Shards));
        var warm = await FireBench.MakeAsync(rows, 1_000_000, WarmUp, AgentOf, FireBench.Soon(10), 1, TimeSpan.FromDays(1));
        await FireRound.FollowAsync(app, agent, azuriteClock, FireRound.Due(warm, TimeSpan.Zero), 0);

        var every = PeersBench.Every(schedules);
        var made = await FireBench.MakeAsync(rows, 0, schedules, AgentOf, FireBench.Soon(14 + (schedules / 200)), 1, every);
        return [await FollowAsync(TimeSpan.Zero, WarmUp), await FollowAsync(every, WarmUp + schedules)];

        async Task<PeerRound> FollowAsync(TimeSpan later, int closedBefore)
        {
            var round = await FireRound.FollowAsync(app, agent, azuriteClock, FireRound.Due(made, later), closedBefore);
            return new PeerRound(round.Lateness, round.Repeated, round.AppCpu, round.AzuriteCpu, round.PeakBytes, round.Took);
        }
    }

    public async Task<PeerKill> KillAsync(DemoAgent agent, int schedules)
    {
        await using var azurite = await StartAzuriteAsync();
        await using var rows = await OpenAsync(azurite, agent);
        var settings = new Dictionary<string, string>(FireBench.Settings(azurite.ConnectionString(), Shards), StringComparer.Ordinal)
        {
            ["DispatchCron"] = "*/10 * * * * *",
            ["SweepCron"] = "5/10 * * * * *",
        };
        var calls = new Calls(agent);
        List<(string Schedule, DateTimeOffset Anchor)> made;
        int before;
        await using (var victim = await FireChild.StartAsync(settings))
        {
            made = await FireBench.MakeAsync(rows, 0, schedules, AgentOf, FireBench.Soon(24 + (schedules / 100)), 1, TimeSpan.FromDays(1));
            await calls.ReachAsync(schedules / 2, TimeSpan.FromMinutes(3));
            victim.Kill();
            before = calls.Count;
        }

        await Task.Delay(PeersBench.Down);
        var restarted = DateTimeOffset.UtcNow;
        await using var app = await FireChild.StartAsync(settings);
        var due = FireRound.Due(made, TimeSpan.Zero);
        var outcomes = await OutcomesAsync(rows.Get<RunTable>(), made);
        var first = calls.First();
        var last = first.Values.Max();
        var called = due.Keys.Count(first.ContainsKey);
        return new PeerKill(before, due.Count - called, called - calls.Answered(), calls.Count - called, last > restarted ? last - restarted : null, outcomes, outcomes);
    }

    /// <summary>Waits for all runs to be closed; how many then stand as succeeded.</summary>
    private async Task<int> OutcomesAsync(RunTable table, IReadOnlyList<(string Schedule, DateTimeOffset Anchor)> made)
    {
        var open = made.Select((schedule, i) => (Run: RunId.ForOccurrence(schedule.Schedule, schedule.Anchor), Agent: AgentOf(i))).ToList();
        var (succeeded, giveUp) = (0, DateTimeOffset.UtcNow + Patience);
        while (open.Count > 0 && DateTimeOffset.UtcNow < giveUp)
        {
            await Task.Delay(1000);
            var still = new List<(RunId Run, string Agent)>();
            foreach (var one in open)
            {
                var run = await table.FindAsync(AgentSchedOptions.DefaultTenant, one.Agent, one.Run, CancellationToken.None);
                if (run?.FinishedAt is null)
                {
                    still.Add(one);
                }
                else if (run.Status == RunStatus.Succeeded)
                {
                    succeeded++;
                }
            }

            open = still;
        }

        return succeeded;
    }

    private static Task<AzuriteServer> StartAzuriteAsync() => AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Log = Console.Error.WriteLine });

    private async Task<BenchRows> OpenAsync(AzuriteServer azurite, DemoAgent agent)
    {
        var rows = await BenchRows.OpenAsync(azurite.ConnectionString(), Shards);
        var now = DateTimeOffset.UtcNow;
        await rows.InsertAsync(Enumerable.Range(0, agents).Select(i => BenchRows.Agent(FireBench.Name(i), agent.Address, now)));
        return rows;
    }

    private string AgentOf(int schedule) => FireBench.Name(schedule % agents);
}
