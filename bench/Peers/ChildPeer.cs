using System.Globalization;
using AgentSched.Base;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>
/// A scheduler in a process that knows two orders: <c>make PREFIX COUNT DUE EVERY</c> stores schedules (due: milliseconds since 1970,
/// every: seconds), and <c>done PREFIX DUE</c> tells of how many the store says that this time has been run. On its start it goes on
/// with what its store holds. It calls the agent with <c>PREFIX-NUMBER</c> as idempotency key.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="settings">How it is set.</param>
/// <param name="command">Program and arguments.</param>
/// <param name="variables">Environment variables.</param>
/// <param name="keepsOutcomes">Whether "done" means that its store has the success of each run on record.</param>
internal sealed class ChildPeer(string name, string settings, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> variables, bool keepsOutcomes = false) : IPeer
{
    private const int WarmUp = 64;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromSeconds(100); // Quartz looks for misfires once in its threshold, a minute; Hangfire takes a dead worker's job back after one

    public string Name => name;

    public string Settings => settings;

    public async Task<PeerRound[]> RunAsync(DemoAgent agent, int schedules)
    {
        using var folder = new StoreFolder();
        await using var child = await StartAsync(agent, folder);
        var warm = new Calls(agent);
        await MakeAsync(child, "warm", WarmUp, PeersBench.Soon(3), TimeSpan.FromDays(1));
        await warm.SettleAsync(WarmUp, Quiet, Patience);

        var due = PeersBench.Soon(8 + (schedules / 100));
        var every = PeersBench.Every(schedules);
        await MakeAsync(child, "burst", schedules, due, every);
        return [await FollowAsync(agent, child, due, schedules), await FollowAsync(agent, child, due + every, schedules)];
    }

    public async Task<PeerKill> KillAsync(DemoAgent agent, int schedules)
    {
        using var folder = new StoreFolder();
        var calls = new Calls(agent);
        var due = PeersBench.Soon(8 + (schedules / 100));
        int before;
        await using (var victim = await StartAsync(agent, folder))
        {
            await MakeAsync(victim, "kill", schedules, due, TimeSpan.FromDays(1));
            await calls.ReachAsync(schedules / 2, TimeSpan.FromMinutes(2));
            victim.Kill();
            before = calls.Count;
        }

        await Task.Delay(PeersBench.Down);
        var restarted = DateTimeOffset.UtcNow;
        await using var child = await StartAsync(agent, folder);
        await calls.SettleAsync(int.MaxValue, RecoveryPatience, RecoveryPatience); // also where all were called once: calls that were under way may be repeated
        var done = await child.AskAsync<int>(Invariant($"done kill {due.ToUnixTimeMilliseconds()}"));
        return PeerKill.Of(calls, schedules, before, restarted, done, keepsOutcomes ? done : null);
    }

    private static async Task<PeerRound> FollowAsync(DemoAgent agent, OrderedProcess child, DateTimeOffset due, int schedules)
    {
        await TimeProvider.System.WaitUntilAsync(due - TimeSpan.FromSeconds(1), CancellationToken.None);
        var (calls, cpu) = (new Calls(agent), child.CpuSeconds);
        await TimeProvider.System.WaitUntilAsync(due, CancellationToken.None);
        await calls.SettleAsync(schedules, Quiet, Patience);
        var first = calls.First();
        return new PeerRound(
            [.. first.Values.Select(at => (at - due).TotalSeconds).Order()], schedules - first.Count, calls.Count - first.Count, child.CpuSeconds - cpu, StoreCpu: null, child.PeakBytes, Closed: null);
    }

    private Task<OrderedProcess> StartAsync(DemoAgent agent, StoreFolder folder) => OrderedProcess.StartAsync(command, new Dictionary<string, string>(variables, StringComparer.Ordinal)
    {
        ["PEER_STORE"] = folder.File,
        ["PEER_CALLS"] = new Uri(agent.Address, "api/task").AbsoluteUri,
        ["PEER_MESSAGE"] = BenchRows.Schedule(0, "agent", DateTimeOffset.UnixEpoch, TimeSpan.FromDays(1), DateTimeOffset.UnixEpoch).Message!,
    });

    private static Task MakeAsync(OrderedProcess child, string prefix, int count, DateTimeOffset due, TimeSpan every) =>
        child.AskAsync<string>(Invariant($"make {prefix} {count} {due.ToUnixTimeMilliseconds()} {(int)every.TotalSeconds}"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
