using AgentSched.Engine.After;
using AgentSched.Engine.Backfills;
using AgentSched.Engine.Chains;
using AgentSched.Engine.Edits;
using AgentSched.Engine.Openings;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Backfills;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios.LostAnswers;

/// <summary>Transactions of runs: from claim to close, and what follows.</summary>
internal static class RunKinds
{
    private const string NextId = "n3xtq2m7x4b8c1d5";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static IEnumerable<KeyValuePair<string, LostAnswerKind>> All => new Dictionary<string, LostAnswerKind>(StringComparer.Ordinal)
    {
        ["claim"] = new("\"RowKey\":\"r|", ClaimAsync, Done: 1)
        {
            BuildOn = async w =>
            {
                await w.WorkOffAsync(w.Rival);
                w.Clock.Set(w.Now.AddHours(1));
                await w.Rival.ClaimAsync();
            },
            BuiltOn = 0, // the run has ended, and the rival has the message of the next
            Raced = 0,
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn" ? 2 : 1, (await w.RecordsAsync()).Count(run => run.Status == RunStatus.Succeeded)),
        },
        ["claim, whose schedule goes on"] = new("\"RowKey\":\"r|", ClaimAsync, Done: 1)
        {
            BuildOn = async w =>
            {
                w.Clock.Set(w.Now.AddHours(1));
                await w.Rival.ClaimAsync(); // mark and due row are other ones now, the run has no message yet
            },
            Raced = 0,
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn" ? 2 : 1, (await w.RecordsAsync()).Count),
        },
        ["missed"] = new("RunMissed", ClaimAsync, Done: 1)
        {
            Prepare = w =>
            {
                w.Clock.Set(w.Now.AddHours(3));
                return Task.CompletedTask;
            },
            BuildOn = w => w.TouchAgentAsync(),
            Race = w => w.TouchAgentAsync(),
            Raced = 1,
            Verify = async (w, _) => Assert.Single(await w.RowsAsync('a'), row => row.GetString("Type") == nameof(ActivityType.RunMissed)),
        },
        ["open"] = new("RunStarted", async (w, p) => (p == w.Ours ? await p.OpenAsync() : await p.OpenAsync(await w.MessageForQueuedAsync())).Count, Done: 1)
        {
            Prepare = w => w.Ours.ClaimAsync(),
            BuildOn = async w => Assert.True(await w.Rival.SucceedAsync(Assert.Single(await w.InFlightAsync()))),
            Raced = 0,
            Verify = OneRunAsync,
        },
        ["close"] = new("RunCompleted", async (w, p) => await p.SucceedAsync((Run)w.Kept!), Done: true)
        {
            Prepare = OpenedAsync,
            BuildOn = async w => Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync(), s => s with { Message = "later" })),
            Raced = false,
            Verify = OneRunAsync,
        },
        ["close without an agent"] = new("Succeeded", async (w, p) => await p.SucceedAsync((Run)w.Kept!), Done: true)
        {
            Prepare = async w =>
            {
                await OpenedAsync(w);
                Assert.True(await w.Ours.Agents.DeleteAsync((await w.Ours.Agents.FindAsync("main", "alice", Cancel))!, w.Now, Cancel));
            },
            BuildOn = async w => Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync(), s => s with { Message = "later" })),
            Raced = false,
            HasAgent = false,
            Verify = async (w, _) => Assert.Equal(1, (await w.ScheduleAsync()).Schedule.Totals.Tally.Runs),
        },
        ["launch"] = new("RunStarted", LaunchAsync, Done: RunStatus.Running)
        {
            BuildOn = async w => Assert.True(await w.Rival.SucceedAsync(Assert.Single(await w.InFlightAsync()))),
            Raced = RunStatus.Running, // the rival's run: both have the same idempotency key
            Verify = OneRunAsync,
        },
        ["chain"] = new("\"Trigger\":\"Chain\"", async (w, p) => await p.SucceedAsync((Run)w.Kept!), Done: true)
        {
            Prepare = async w =>
            {
                var next = w.NewSchedule("next", NextId, enabled: false);
                Assert.Equal(Reservation.Made, await w.Rival.Get<ScheduleEditor>().TryCreateAsync(next, w.Now, Cancel));
                Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync(), s => s with { Chain = [new ChainLink(ChainEvent.Succeeded, "alice", NextId)] }));
                await OpenedAsync(w);
            },
            BuildOn = w => w.WorkOffAsync(w.Rival),
            Race = async w => await ((IUnfinished)w.Rival.Get<ChainStarter>()).ResumeAsync(Assert.Single(await w.RowsAsync('q')), DateTimeOffset.MaxValue, Cancel),
            Raced = true,
            Verify = async (w, _) => Assert.Single(await w.RecordsAsync(), run => run.ScheduleId == NextId),
        },
        ["backfill, taken"] = new("\"RowKey\":\"q|b|", BackfillAsync, Done: true)
        {
            BuildOn = async w =>
            {
                await w.Rival.Get<Backfiller>().AdvanceAsync(new AgentKey("main", "alice"), LostAnswerWorld.ScheduleId, Cancel);
                await w.WorkOffAsync(w.Rival);
                await w.WorkOffAsync(w.Rival); // both of its runs: nothing of the order is as we wrote it
            },
            Raced = false,
            Verify = TwoFilledAsync,
        },
        ["backfill, step"] = new("\"Trigger\":\"Backfill\"", BackfillAsync, Done: true)
        {
            BuildOn = w => w.WorkOffAsync(w.Rival),
            Race = w => w.Rival.Get<Backfiller>().AdvanceAsync(new AgentKey("main", "alice"), LostAnswerWorld.ScheduleId, Cancel),
            Raced = true,
            Verify = TwoFilledAsync,
        },
        ["backfill, cancelled"] = new("\"State\":\"Cancelled\"", CancelBackfillAsync, Done: BackfillState.Cancelled)
        {
            Prepare = w => BackfillAsync(w, w.Ours),
            BuildOn = w => w.WorkOffAsync(w.Rival),
            Raced = BackfillState.Cancelled,
            Verify = async (w, _) => Assert.Single(await w.RecordsAsync(), run => run.Trigger == RunTrigger.Backfill),
        },
    };

    private static async Task<object> ClaimAsync(LostAnswerWorld world, BareProcess process)
    {
        await process.ClaimAsync();
        return process.Messages;
    }

    private static async Task OpenedAsync(LostAnswerWorld world)
    {
        await world.Ours.ClaimAsync();
        world.Kept = Assert.Single(await world.Ours.OpenAsync());
    }

    private static async Task<object> LaunchAsync(LostAnswerWorld world, BareProcess process)
    {
        var agent = (await process.Agents.FindAsync("main", "alice", Cancel))!.Agent;
        var (run, _) = await process.Get<RunLauncher>().LaunchAsync(
            (id, now) => Run.Requested(id, agent, RunTrigger.Api, "ann", now) with { Message = "hello", Timeout = agent.Timeout }, agent.Key, key: new RequestKey("once", "body"), new NoDurable(), Cancel);
        return run!.Status.HasEnded() ? RunStatus.Running : run.Status;
    }

    private static async Task<object> BackfillAsync(LostAnswerWorld world, BareProcess process) => await process.Get<Backfiller>().StartAsync(
        new BackfillOrder
        {
            Id = process == world.Ours ? "0ursq2m7x4b8c1d5" : "r1valq2m7x4b8c1d",
            Tenant = "main",
            Agent = "alice",
            ScheduleId = LostAnswerWorld.ScheduleId,
            By = "ann",
            CreatedAt = world.Now,
            From = world.Now.AddHours(-4),
            To = world.Now.AddHours(-2),
            Todo = [world.Now.AddHours(-4), world.Now.AddHours(-3)],
        },
        Cancel);

    private static async Task<object> CancelBackfillAsync(LostAnswerWorld world, BareProcess process) =>
        (await process.Get<Backfiller>().CancelAsync((await world.ScheduleAsync()).Schedule, "0ursq2m7x4b8c1d5", "by ann", Cancel))!.State;

    private static async Task TwoFilledAsync(LostAnswerWorld world, string mode)
    {
        Assert.Equal(2, (await world.RecordsAsync()).Count(run => run is { Trigger: RunTrigger.Backfill, Status: RunStatus.Succeeded }));
        Assert.Empty(await world.RowsAsync('q'));
    }

    private static async Task OneRunAsync(LostAnswerWorld world, string mode) => Assert.Equal(RunStatus.Succeeded, Assert.Single(await world.RecordsAsync()).Status);
}
