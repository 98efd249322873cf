using AgentSched.Base;
using AgentSched.Demo;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Runs;

namespace AgentSched.Bench;

/// <summary>AgentSched on <c>local/Host</c>, host and worker as processes, with the timers of the local sample.</summary>
internal sealed class AgentSchedPeer(int agents) : IPeer
{
    private const int WarmUp = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Name => "AgentSched";

    public string Settings => $"host and worker as processes, Azurite 3.37 in memory, {BenchRig.Shards} shards, a tick and a sweep a minute; nothing is tuned; both processes are killed";

    public async Task<PeerRound[]> RunAsync(DemoAgent agent, int schedules)
    {
        await using var rig = await BenchRig.OpenAsync(agents, agent.Address);
        var warm = BenchRig.MinuteAfter(TimeSpan.FromSeconds(80 + (schedules / 50)));
        var due = warm.AddMinutes(1);
        var every = TimeSpan.FromMinutes(2 + (schedules / 2000));
        var first = await rig.InsertAsync(1_000_000, WarmUp, AgentOf, _ => warm, TimeSpan.FromDays(1));
        var made = await rig.InsertAsync(0, schedules, AgentOf, _ => due, every);
        await rig.StartAppAsync();
        await FireRound.FollowAsync(rig, agent, BenchRig.RunsOf(first), TimeSpan.FromSeconds(30));
        return [await FollowAsync(TimeSpan.Zero), await FollowAsync(every)];

        async Task<PeerRound> FollowAsync(TimeSpan later)
        {
            var round = await FireRound.FollowAsync(rig, agent, BenchRig.RunsOf(made, later), Patience);
            return new PeerRound(round.Lateness, round.Missing, round.Repeated, round.Cpu.App, round.Cpu.Azurite, round.PeakBytes.Host + round.PeakBytes.Worker, round.Took);
        }
    }

    public async Task<PeerKill> KillAsync(DemoAgent agent, int schedules)
    {
        await using var rig = await BenchRig.OpenAsync(agents, agent.Address);
        var due = BenchRig.MinuteAfter(TimeSpan.FromSeconds(80 + (schedules / 50)));
        var made = await rig.InsertAsync(0, schedules, AgentOf, _ => due, TimeSpan.FromDays(1));
        var calls = new Calls(agent);
        await rig.StartAppAsync();
        await calls.ReachAsync(schedules / 2, TimeSpan.FromMinutes(10));
        rig.App.Kill();
        var before = calls.Count;

        await Task.Delay(PeersBench.Down);
        var restarted = DateTimeOffset.UtcNow;
        await rig.App.DisposeAsync();
        await rig.StartAppAsync();
        await rig.ClosedAsync(BenchRig.RunsOf(made).Keys, Patience);
        var outcomes = await OutcomesAsync(rig, made);
        return PeerKill.Of(calls, schedules, before, restarted, saidDone: outcomes.Ended, outcomes.Succeeded);
    }

    /// <summary>How many runs are on record as ended, and as succeeded.</summary>
    private async Task<(int Ended, int Succeeded)> OutcomesAsync(BenchRig rig, IEnumerable<(string Schedule, DateTimeOffset Due)> made)
    {
        var (table, ended, succeeded) = (rig.Rows.Get<RunTable>(), 0, 0);
        foreach (var (index, (schedule, due)) in made.Index())
        {
            var run = await table.FindAsync(new AgentKey(AgentSchedOptions.DefaultTenant, AgentOf(index)), RunId.ForOccurrence(schedule, due), CancellationToken.None);
            ended += run?.FinishedAt is null ? 0 : 1;
            succeeded += run?.Status == RunStatus.Succeeded ? 1 : 0;
        }

        return (ended, succeeded);
    }

    private string AgentOf(int schedule) => BenchRig.NameOf(schedule % agents);
}
