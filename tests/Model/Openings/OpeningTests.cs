using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Model.Usage;
using AgentSched.Storage.Runs;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Openings;

/// <summary>What becomes of a claimed run in its second. The same ahead of it: <see cref="OpeningAheadTests"/>.</summary>
[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class OpeningTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly Run Claimed = A.Run(Due);
    private static readonly Agent Alice = A.Agent(Due);
    private static readonly Schedule Nightly = A.Schedule(Due);

    private static readonly Schedule Fails = Nightly with { Policies = Nightly.Policies with { OnFull = OnFull.Fail } };
    private static readonly RunId Other = RunId.ForOccurrence(A.ScheduleId, Due.AddDays(-1));
    private static readonly AgentQueue Busy = AgentQueue.Empty.Enter(Other, 1, 3).Queue;
    private static readonly AgentQueue Full = "abc".Aggregate(Busy, (queue, letter) => queue.Enter(A.RunId(letter), 1, 3).Queue);

    [Theory] // situation; status, reason
    [InlineData("all is well",                         RunStatus.Running,   null)]
    [InlineData("schedule gone",                       RunStatus.Cancelled, RunReason.ScheduleDeleted)]
    [InlineData("schedule disabled",                   RunStatus.Cancelled, RunReason.ScheduleDisabled)]
    [InlineData("schedule re-timed",                   RunStatus.Cancelled, RunReason.ScheduleChanged)]
    [InlineData("window's last second",                RunStatus.Running,   null)]
    [InlineData("window passed",                       RunStatus.Missed,    RunReason.WindowPassed)]
    [InlineData("agent deleted",                       RunStatus.Failed,    RunReason.AgentMissing)]
    [InlineData("agent disabled",                      RunStatus.Failed,    RunReason.AgentDisabled)]
    [InlineData("access lost",                         RunStatus.Rejected,  RunReason.AccessLost)]
    [InlineData("access lost, agent disabled",         RunStatus.Rejected,  RunReason.AccessLost)]
    [InlineData("access lost, window passed",          RunStatus.Missed,    RunReason.WindowPassed)] // it would not have started either way
    [InlineData("access lost, schedule disabled",      RunStatus.Cancelled, RunReason.ScheduleDisabled)]
    [InlineData("previous run active",                 RunStatus.Skipped,   RunReason.Overlap)]
    [InlineData("previous run active, it waits",       RunStatus.Waiting,   null)]
    [InlineData("previous run stood still",            RunStatus.Waiting,   null)] // only a crash kept it there
    [InlineData("previous run stood still, one waits", RunStatus.Skipped,   RunReason.Overlap)]
    [InlineData("agent busy",                          RunStatus.Waiting,   null)]
    [InlineData("line full",                           RunStatus.Waiting,   null)]
    [InlineData("line full, onFull: fail",             RunStatus.Failed,    RunReason.QueueFull)]
    [InlineData("as many wait as may",                 RunStatus.Failed,    RunReason.QueueFull)]
    [InlineData("budget spent",                        RunStatus.Rejected,  RunReason.BudgetSpent)]
    [InlineData("budget spent, may be approved",       RunStatus.Waiting,   RunReason.BudgetSpent)]
    public void What_becomes_of_a_run_whose_time_has_come(string situation, RunStatus status, RunReason? reason)
    {
        var spent = AgentQueue.Empty with { Spending = AgentSpending.Empty.Count(A.Ended(Due, costUsd: 1)) };
        var poor = Alice with { Limits = SpendingLimits.None with { DayUsd = 1 } };
        var opened = situation switch
        {
            "window's last second" => Decide(Nightly, Alice, AgentQueue.Empty, now: Due + Window),
            "window passed" => Decide(Nightly, Alice, AgentQueue.Empty, now: Due + Window + TimeSpan.FromSeconds(1)),
            "agent deleted" => Decide(Nightly, agent: null, AgentQueue.Empty),
            "access lost" => Decide(Nightly, Alice, AgentQueue.Empty, loss: "not shared any more"),
            "access lost, agent disabled" => Decide(Nightly, Alice with { Enabled = false }, AgentQueue.Empty, loss: "not shared any more"),
            "access lost, window passed" => Decide(Nightly, Alice, AgentQueue.Empty, now: Due + Window + TimeSpan.FromSeconds(1), loss: "not shared any more"),
            "access lost, schedule disabled" => Decide(Nightly with { Enabled = false }, Alice, AgentQueue.Empty, loss: "not shared any more"),
            "agent disabled" => Decide(Nightly, Alice with { Enabled = false }, AgentQueue.Empty),
            "previous run active, it waits" => Decide(With(OverlapPolicy.BufferOne).Enter(Other), Alice, AgentQueue.Empty),
            "previous run stood still" => Decide(Nightly.Enter(Other), Alice, AgentQueue.Empty, othersStalled: true),
            "previous run stood still, one waits" => Decide(Nightly.Enter(Other).Buffer(A.RunId('a')), Alice, AgentQueue.Empty, othersStalled: true),
            "agent busy" => Decide(Nightly, Alice, Busy),
            "line full" => Decide(Nightly, Alice, Full),
            "line full, onFull: fail" => Decide(Fails, Alice, Full),
            "as many wait as may" => Decide(Nightly, Alice, new AgentQueue([Other], [.. Enumerable.Range(1, AgentQueue.MaxWaiting).Select(i => RunId.ForOccurrence("other", Due.AddDays(i)))])),
            "budget spent" => Decide(Nightly, poor, spent),
            "budget spent, may be approved" => Decide(Nightly, poor with { OnLimit = OnLimit.Approve }, spent),
            _ => Decide(Changed(situation), Alice, AgentQueue.Empty),
        };
        Assert.Equal((status, reason), (opened.Run.Status, opened.Run.Reason));
        Assert.Equal(status is RunStatus.Running or RunStatus.Waiting, opened.Schedule is { } s && (s.ActiveRuns.Contains(Claimed.Id) || s.Buffered.Contains(Claimed.Id)));
        Assert.Equal(status == RunStatus.Running, opened.Run.StartedAt is not null);
        Assert.Equal(status.HasEnded(), opened.Run is { FinishedAt: not null, Sentence: not null });

        static Opened Decide(Schedule? schedule, Agent? agent, AgentQueue queue, DateTimeOffset? now = null, bool othersStalled = false, string? loss = null) =>
            Opening.Decide(Claimed, schedule, agent, queue, now ?? Due, Window, maxCostUsd: null, othersStalled, accessLoss: loss);
    }

    [Fact]
    public void A_policy_that_cancels_others_names_all_of_them_and_decides_nothing_yet()
    {
        var schedule = With(OverlapPolicy.CancelOther).Enter(Other).Buffer(A.RunId('a'));
        var opened = Opening.Decide(Claimed, schedule, Alice, AgentQueue.Empty, Due, Window);
        Assert.Equal([Other, A.RunId('a')], opened.Supersedes);
        Assert.Equal((RunStatus.Queued, AgentQueue.Empty, schedule), (opened.Run.Status, opened.Queue, opened.Schedule));
    }

    [Fact]
    public void A_full_line_says_how_many_wait() =>
        Assert.Equal("Agent queue full (3 waiting), skipping scheduled run", Opening.Decide(Claimed, Fails, Alice, Full, Due, Window).Run.Sentence);

    [Theory] // the schedule now; what started the run; why the schedule does not want it
    [InlineData("all is well",                RunTrigger.Schedule, null)]
    [InlineData("schedule gone",              RunTrigger.Schedule, RunReason.ScheduleDeleted)]
    [InlineData("schedule deleted",           RunTrigger.Schedule, RunReason.ScheduleDeleted)]
    [InlineData("schedule disabled",          RunTrigger.Schedule, RunReason.ScheduleDisabled)]
    [InlineData("schedule disabled",          RunTrigger.Backfill, RunReason.ScheduleDisabled)]
    [InlineData("schedule disabled",          RunTrigger.Chain,    RunReason.ScheduleDisabled)]
    [InlineData("schedule paused beyond",     RunTrigger.Schedule, RunReason.ScheduleDisabled)]
    [InlineData("schedule paused beyond",     RunTrigger.Chain,    RunReason.ScheduleDisabled)]
    [InlineData("schedule paused beyond",     RunTrigger.Backfill, null)] // fills in for a time past
    [InlineData("schedule paused until then", RunTrigger.Schedule, null)] // the end of a pause is not in it
    [InlineData("schedule re-timed",          RunTrigger.Schedule, RunReason.ScheduleChanged)]
    [InlineData("schedule re-timed",          RunTrigger.Backfill, RunReason.ScheduleChanged)]
    [InlineData("schedule re-timed",          RunTrigger.Chain,    null)] // follows a run and no clock
    public void A_schedule_may_withdraw_its_run_up_to_the_last_second(string schedule, RunTrigger trigger, RunReason? expected) =>
        Assert.Equal(expected, Opening.Withdrawn(Claimed with { Trigger = trigger }, Changed(schedule))?.Reason);

    [Theory] // seconds late; the schedule's window, the deployment's; what started the run; too late
    [InlineData(300, null, 300, RunTrigger.Schedule, false)] // the end of the window is included
    [InlineData(301, null, 300, RunTrigger.Schedule, true)]
    [InlineData(301, 3600, 300, RunTrigger.Schedule, false)] // the schedule's own window wins
    [InlineData(11,  10,   300, RunTrigger.Schedule, true)]
    [InlineData(-10, null, 300, RunTrigger.Schedule, false)] // ahead of its second
    [InlineData(301, null, 300, RunTrigger.Backfill, false)]
    [InlineData(301, null, 300, RunTrigger.Chain,    false)]
    public void Only_scheduled_runs_are_ever_too_late(int late, int? own, int deployment, RunTrigger trigger, bool expected)
    {
        var schedule = Nightly with { Policies = Nightly.Policies with { CatchUpWindow = own is { } seconds ? TimeSpan.FromSeconds(seconds) : null } };
        Assert.Equal(expected, Opening.IsTooLate(Claimed with { Trigger = trigger }, schedule, Due.AddSeconds(late), TimeSpan.FromSeconds(deployment)));
    }

    [Theory] // status; calls, calls that failed, whether the agent calls back; seconds since the start; stands still (after 60 s)
    [InlineData(RunStatus.Running, 0, 0, false, 59, false)]
    [InlineData(RunStatus.Running, 0, 0, false, 60, true)]  // nobody called its agent
    [InlineData(RunStatus.Running, 0, 0, false, -5, false)] // has its slot ahead of its second
    [InlineData(RunStatus.Running, 1, 0, false, 90, false)] // the first call is under way
    [InlineData(RunStatus.Running, 2, 0, false, 5,  true)]  // the first was cut off
    [InlineData(RunStatus.Running, 2, 1, false, 90, false)] // the first failed, the second is under way
    [InlineData(RunStatus.Running, 3, 1, false, 5,  true)]
    [InlineData(RunStatus.Running, 2, 0, true,  90, false)] // the agent has it
    [InlineData(RunStatus.Waiting, 0, 0, false, 90, false)]
    public void A_run_stands_still_where_a_crash_keeps_it_from_its_call(RunStatus status, int attempts, int failures, bool accepted, int seconds, bool expected)
    {
        var run = Claimed with { Status = status, StartedAt = Due, Attempts = attempts, Failures = failures, AcceptedAt = accepted ? Due : null };
        Assert.Equal(expected, Opening.IsStalled(run, Due.AddSeconds(seconds), TimeSpan.FromMinutes(1)));
    }

    [Theory] // situation; status, reason of a run that waited for others of its schedule
    [InlineData("all is well",       RunStatus.Running,   null)] // however late it is: it was in time when it came
    [InlineData("schedule deleted",  RunStatus.Cancelled, RunReason.ScheduleDeleted)]
    [InlineData("schedule disabled", RunStatus.Cancelled, RunReason.ScheduleDisabled)]
    [InlineData("agent deleted",     RunStatus.Failed,    RunReason.AgentMissing)]
    [InlineData("agent disabled",    RunStatus.Failed,    RunReason.AgentDisabled)]
    [InlineData("agent busy",        RunStatus.Waiting,   null)]
    [InlineData("line full",         RunStatus.Waiting,   null)]
    public void A_run_that_waited_for_others_of_its_schedule_goes_to_its_agent_s_queue(string situation, RunStatus status, RunReason? reason)
    {
        var agent = situation switch { "agent deleted" => null, "agent disabled" => Alice with { Enabled = false }, _ => Alice };
        var queue = situation switch { "agent busy" => Busy, "line full" => Full, _ => AgentQueue.Empty };
        var opened = Opening.DecideBuffered(Claimed with { Status = RunStatus.Waiting }, Changed(situation) ?? Nightly, agent, queue, Due.AddDays(1), Window);
        Assert.Equal((status, reason), (opened.Run.Status, opened.Run.Reason));
        Assert.Equal(!status.HasEnded(), opened.Schedule!.ActiveRuns.Contains(Claimed.Id));
        Assert.Equal(!status.HasEnded(), opened.Queue.Running.Concat(opened.Queue.Waiting).Contains(Claimed.Id));
    }

    [Theory] // situation; status of a run that fills in for a time past: queued means that it stays as it was claimed
    [InlineData("all is well",                          RunStatus.Running)] // it is never too late
    [InlineData("previous run active",                  RunStatus.Queued)]
    [InlineData("previous run active, all may overlap", RunStatus.Running)]
    [InlineData("previous run active, to be cancelled", RunStatus.Queued)] // it cancels nobody
    [InlineData("agent busy",                           RunStatus.Waiting)]
    [InlineData("line full",                            RunStatus.Queued)]
    [InlineData("agent disabled",                       RunStatus.Failed)]
    [InlineData("schedule disabled",                    RunStatus.Cancelled)]
    public void A_backfilled_run_gives_way_to_all_others(string situation, RunStatus expected)
    {
        var run = Claimed with { Trigger = RunTrigger.Backfill };
        var schedule = situation switch
        {
            "previous run active" => Nightly.Enter(Other),
            "previous run active, all may overlap" => With(OverlapPolicy.AllowAll).Enter(Other),
            "previous run active, to be cancelled" => With(OverlapPolicy.CancelOther).Enter(Other),
            _ => Changed(situation),
        };
        var queue = situation switch { "agent busy" => Busy, "line full" => Full, _ => AgentQueue.Empty };
        var opened = Opening.Decide(run, schedule, Alice with { Enabled = situation != "agent disabled" }, queue, Due.AddDays(7), Window);
        Assert.Equal(expected, opened.Run.Status);
        Assert.True(expected != RunStatus.Queued || (opened.Run == run && opened.Queue == queue && opened.Schedule == schedule));
    }

    [Theory] // the schedule's, the agent's and the run's longest call, in seconds
    [InlineData(null, 900,  900)]
    [InlineData(60,   900,  60)]
    [InlineData(3600, 900,  900)] // the agent's own limit holds
    [InlineData(3600, null, 3600)] // no agent any more
    public void A_schedule_may_shorten_its_agent_s_timeout(int? wanted, int? agents, int expected)
    {
        var schedule = Nightly with { Timeout = wanted is { } own ? TimeSpan.FromSeconds(own) : null };
        var agent = agents is { } most ? Alice with { Timeout = TimeSpan.FromSeconds(most) } : null;
        Assert.Equal(TimeSpan.FromSeconds(expected), Opening.Fill(Claimed, schedule, agent, maxCostUsd: null).Timeout);
    }

    [Theory] // the schedule's, the deployment's and the run's maximum in USD
    [InlineData(null,  null, null)]
    [InlineData("2",   null, "2")]
    [InlineData(null,  "1",  "1")]
    [InlineData("2",   "1",  "1")] // saved before the deployment allowed less
    [InlineData("0.5", "1",  "0.5")]
    [InlineData("0",   "1",  "0")]
    public void The_deployment_s_maximum_holds_for_schedules_that_were_saved_before_it(string? schedule, string? deployment, string? expected) =>
        Assert.Equal(A.Usd(expected), Opening.Fill(Claimed, Nightly with { MaxCostUsdPerRun = A.Usd(schedule) }, Alice, A.Usd(deployment)).MaxCostUsd);

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(2, 63, 2)]
    [InlineData(2, 64, 3)]
    [InlineData(2, 250, 5)] // of 1,000 in four shards
    [InlineData(2, 100_000, 12)]
    [InlineData(0, 100_000, 0)]
    public void Where_many_come_due_together_they_have_their_slots_earlier(int lead, int together, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), RunQueue.LeadOf(TimeSpan.FromSeconds(lead), together));

    [Fact]
    public void Whatever_a_run_finds_it_has_ended_or_is_in_its_queue_or_waits_for_its_schedule()
    {
        Assert.All(RandomOpening.Many(500), IsInOnePlace);
        Assert.Superset(Enum.GetValues<RunStatus>().Except([RunStatus.Succeeded, RunStatus.TimedOut]).ToHashSet(), RandomOpening.Many(500).Select(one => one.Decide().Run.Status).ToHashSet()); // all of them came up
    }

    private static void IsInOnePlace(RandomOpening one)
    {
        var (id, opened) = (one.Run.Id, one.Decide());
        var places = (opened.Queue.Running.Count(r => r == id), opened.Queue.Waiting.Count(r => r == id), opened.Schedule?.ActiveRuns.Count(r => r == id) ?? 0, opened.Schedule?.Buffered.Count(r => r == id) ?? 0);
        switch (opened.Run.Status)
        {
            case RunStatus.Running:
                Assert.Equal((1, 0, 1, 0), places);
                break;
            case RunStatus.Waiting:
                Assert.True(places is (0, 1, 1, 0) or (0, 0, 0, 1), places.ToString());
                break;
            default: // it ended, stays as it was claimed, or others have to be cancelled first: nothing else changed
                Assert.Equal((one.Queue, one.Schedule), (opened.Queue, opened.Schedule));
                Assert.True(opened.Run.Status.HasEnded() || one.Run == opened.Run || !opened.Supersedes.IsEmpty);
                break;
        }

        Assert.Equal(one.Queue.Running, opened.Queue.Running.Remove(id)); // nobody else moved
        Assert.Equal(one.Queue.Waiting, opened.Queue.Waiting.Remove(id));
    }

    private static Schedule With(OverlapPolicy policy) => Nightly with { Policies = Nightly.Policies with { Overlap = policy } };

    private static Schedule? Changed(string situation) => situation switch
    {
        "schedule gone" => null,
        "schedule deleted" => Nightly with { DeletedAt = Due },
        "schedule disabled" => Nightly with { Enabled = false },
        "schedule paused beyond" => Nightly with { PausedUntil = Due.AddTicks(1) },
        "schedule paused until then" => Nightly with { PausedUntil = Due },
        "schedule re-timed" => Nightly with { Spec = ScheduleSpec.Parse("0 10 * * *", "UTC") },
        "previous run active" => Nightly.Enter(Other),
        _ => Nightly,
    };
}
