using AgentSched.Engine.Calls;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Scenarios;

/// <summary>
/// Two processes over one storage account. One remembers agent and schedule from the run before; the other changes them between
/// the claim of the next run and its opening. No run starts on what is not so any more, and none is refused for it.
/// </summary>
[Trait("shows", "runs")]
public sealed class RememberedRowsTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public enum Edit
    {
        DisableSchedule,
        EnableSchedule,
        DeleteSchedule,
        RetimeSchedule,
        DisableAgent,
        EnableAgent,
        DeleteAgent,
        CloseQueue,
        EndRunBefore,
    }

    [Theory] // as the first process remembers it: schedule enabled, agent enabled, the run before still active; then the other's edit
    [InlineData(true, true, false, Edit.DisableSchedule, "Cancelled", "ScheduleDisabled")]
    [InlineData(true, true, false, Edit.DeleteSchedule, "Cancelled", "ScheduleDeleted")]
    [InlineData(true, true, false, Edit.RetimeSchedule, "Cancelled", "ScheduleChanged")]
    [InlineData(true, true, false, Edit.DisableAgent, "Failed", "AgentDisabled")]
    [InlineData(true, true, false, Edit.DeleteAgent, "Failed", "AgentMissing")]
    [InlineData(true, true, false, Edit.CloseQueue, "Failed", "QueueFull")]
    [InlineData(false, true, false, Edit.EnableSchedule, "Running", null)]
    [InlineData(true, false, false, Edit.EnableAgent, "Running", null)]
    [InlineData(true, true, true, Edit.EndRunBefore, "Running", null)] // neither skipped for overlap nor refused by the queue
    public async Task What_another_process_changed_counts_although_this_one_remembers_otherwise(
        bool schedule, bool agent, bool active, Edit edit, string status, string? reason)
    {
        var clock = new SettableClock(DateTimeOffset.Parse("2026-01-05T09:59:00Z"));
        var storage = azurite.TakeConnectionString();
        await using var here = await BareProcess.StartAsync(storage, clock);
        await using var there = await BareProcess.StartAsync(storage, clock);
        await there.Agents.InsertAsync(Alice(clock.GetUtcNow()), Cancel);
        await there.Schedules.InsertAsync(Hourly(clock.GetUtcNow()), clock.GetUtcNow(), Cancel);

        clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        await here.ClaimAsync();
        var before = Assert.Single(await here.OpenAsync());
        if (!active)
        {
            await here.SucceedAsync(before);
        }

        clock.Set(DateTimeOffset.Parse("2026-01-05T11:00:00Z"));
        await here.ClaimAsync();
        if (!schedule)
        {
            await ChangeAsync(here, s => s with { Enabled = false }, clock);
        }

        if (!agent)
        {
            await ChangeAsync(here, a => a with { Enabled = false });
        }

        await ApplyAsync(there, edit, before, clock);
        var opened = await here.OpenAsync();

        var record = await there.Runs.FindAsync(new AgentKey("main", "alice"), RunId.ForOccurrence("k3v9q2m7x4b8c1d5", clock.GetUtcNow()), Cancel);
        Assert.Equal((status, reason), (record!.Status.ToString(), record.Reason?.ToString()));
        Assert.Equal(status == "Running" ? 1 : 0, opened.Count);
    }

    [Fact]
    public async Task A_call_goes_to_where_the_agent_was_when_its_run_started_or_later()
    {
        var clock = new SettableClock(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        var storage = azurite.TakeConnectionString();
        await using var here = await BareProcess.StartAsync(storage, clock);
        await using var there = await BareProcess.StartAsync(storage, clock);
        await here.Agents.InsertAsync(Alice(clock.GetUtcNow()), Cancel);
        await there.Schedules.InsertAsync(Hourly(clock.GetUtcNow()), clock.GetUtcNow(), Cancel);

        // The other moves the agent and opens a run; this one, which remembers the old address, makes the call.
        await ChangeAsync(there, a => a with { Url = new Uri("http://moved.test/") });
        clock.Set(DateTimeOffset.Parse("2026-01-05T11:00:00Z"));
        await there.ClaimAsync();
        var run = Assert.Single(await there.OpenAsync());
        Assert.Equal("http://old.test/", (await here.Agents.RecallAsync(new AgentKey("main", "alice"), Cancel))!.Agent.Url.AbsoluteUri);
        Assert.Equal("http://moved.test/", (await here.Agents.FindForCallAsync(run, wasHeld: false, Cancel))!.Agent.Url.AbsoluteUri);
    }

    [Fact]
    public async Task What_another_process_changes_between_slot_and_second_counts_and_a_change_that_was_read_before_the_slot_is_refused()
    {
        var clock = new SettableClock(DateTimeOffset.Parse("2026-01-05T10:59:55Z"));
        var storage = azurite.TakeConnectionString();
        await using var here = await BareProcess.StartAsync(storage, clock, lookAhead: "00:00:10");
        await using var there = await BareProcess.StartAsync(storage, clock);
        await there.Agents.InsertAsync(Alice(clock.GetUtcNow()), Cancel);
        await there.Schedules.InsertAsync(Hourly(clock.GetUtcNow()), clock.GetUtcNow(), Cancel);
        var (schedule, agent) = ((await there.Schedules.FindAsync(new AgentKey("main", "alice"), "k3v9q2m7x4b8c1d5", Cancel))!, (await there.Agents.FindAsync("main", "alice", Cancel))!);
        await here.ClaimAsync();
        var run = Assert.Single(await here.OpenAsync());
        Assert.Equal(DateTimeOffset.Parse("2026-01-05T11:00:00Z"), run.StartedAt);

        // Neither change would have marked the run: it had no slot yet when they were read.
        Assert.False(await there.Schedules.ChangeAsync(schedule, schedule.Schedule with { Message = "other" }, clock.GetUtcNow(), Cancel));
        Assert.False(await there.Agents.UpdateAsync(agent.Agent with { Url = new Uri("http://moved.test/") }, agent, Cancel));

        var shard = here.Agents.ShardOf("main", "alice");
        var held = here.Ahead.ReadAsync(new RunBatch(run.Batch!, shard, run.DueTime, [new BatchedRun(run.Id.ToString())]), Cancel);
        await ChangeAsync(there, s => s with { Message = "other" }, clock);
        await ChangeAsync(there, a => a with { Url = new Uri("http://moved.test/"), UpdatedAt = clock.GetUtcNow() });
        Assert.False(held.IsCompleted);
        clock.Set(DateTimeOffset.Parse("2026-01-05T11:00:00Z"));
        var called = (await here.Ahead.DecideAsync(shard, Assert.Single((await held).Open), wasHeld: true, Cancel))!.Run;
        Assert.Equal("other", called.Message);
        Assert.Equal("http://moved.test/", (await here.Agents.FindForCallAsync(called, wasHeld: true, Cancel))!.Agent.Url.AbsoluteUri);
        Assert.Equal("other", (await there.Runs.FindAsync(new AgentKey("main", "alice"), run.Id, Cancel))!.Message);
    }

    private static async Task ApplyAsync(BareProcess process, Edit edit, Run before, SettableClock clock)
    {
        switch (edit)
        {
            case Edit.DisableSchedule or Edit.EnableSchedule:
                await ChangeAsync(process, s => s with { Enabled = edit == Edit.EnableSchedule }, clock);
                break;
            case Edit.DeleteSchedule:
                await ChangeAsync(process, s => s with { DeletedAt = clock.GetUtcNow() }, clock);
                break;
            case Edit.RetimeSchedule:
                await ChangeAsync(process, s => s with { Spec = ScheduleSpec.Parse("30 * * * *", "UTC") }, clock);
                break;
            case Edit.DisableAgent or Edit.EnableAgent:
                await ChangeAsync(process, a => a with { Enabled = edit == Edit.EnableAgent });
                break;
            case Edit.DeleteAgent:
                Assert.True(await process.Agents.DeleteAsync((await process.Agents.FindAsync("main", "alice", Cancel))!, DateTimeOffset.UnixEpoch, Cancel));
                break;
            case Edit.CloseQueue:
                await ChangeAsync(process, a => a with { MaxConcurrent = 0, QueueDepth = 0 });
                break;
            default:
                Assert.True(await process.SucceedAsync(before));
                break;
        }
    }

    private static async Task ChangeAsync(BareProcess process, Func<Schedule, Schedule> change, SettableClock clock)
    {
        var stored = (await process.Schedules.FindAsync(new AgentKey("main", "alice"), "k3v9q2m7x4b8c1d5", Cancel))!;
        Assert.True(await process.Schedules.ChangeAsync(stored, change(stored.Schedule), clock.GetUtcNow(), Cancel));
    }

    private static async Task ChangeAsync(BareProcess process, Func<Agent, Agent> change)
    {
        var stored = (await process.Agents.FindAsync("main", "alice", Cancel))!;
        Assert.True(await process.Agents.UpdateAsync(change(stored.Agent), stored, Cancel));
    }

    private static Agent Alice(DateTimeOffset now) => A.Agent(now, url: "http://old.test/") with { QueueDepth = 0 };

    private static Schedule Hourly(DateTimeOffset now) => new()
    {
        Id = "k3v9q2m7x4b8c1d5",
        Tenant = "main",
        Agent = "alice",
        Owner = "ann",
        Name = "hourly",
        Spec = ScheduleSpec.Parse("0 * * * *", "UTC"),
        Message = "say hello",
        Policies = new SchedulePolicies { OnFull = OnFull.Fail },
        CreatedAt = now,
        UpdatedAt = now,
    };
}
