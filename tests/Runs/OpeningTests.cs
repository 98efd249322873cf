using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Runs;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Runs;

[Trait("shows", "runs")]
public sealed class OpeningTests
{
    private static readonly DateTimeOffset Due = DateTimeOffset.Parse("2026-01-05T09:00:00Z");

    private static readonly Run Claimed = new()
    {
        Id = RunId.ForOccurrence("k3v9q2m7x4b8c1d5", Due),
        Tenant = "main",
        Agent = "alice",
        ScheduleId = "k3v9q2m7x4b8c1d5",
        Trigger = RunTrigger.Schedule,
        Status = RunStatus.Queued,
        NominalTime = Due,
        DueTime = Due,
    };

    private static readonly Agent Alice = A.Agent(Due);

    private static readonly Schedule Nightly = A.Schedule(Due);

    private static readonly RunId Other = RunId.ForOccurrence("k3v9q2m7x4b8c1d5", Due.AddDays(-1));

    public static TheoryData<string, RunStatus, RunReason?> Rules => new()
    {
        { "all is well", RunStatus.Running, null },
        { "schedule deleted", RunStatus.Cancelled, RunReason.ScheduleDeleted },
        { "schedule disabled", RunStatus.Cancelled, RunReason.ScheduleDisabled },
        { "schedule re-timed", RunStatus.Cancelled, RunReason.ScheduleChanged },
        { "window's last second", RunStatus.Running, null },
        { "window passed", RunStatus.Missed, RunReason.WindowPassed },
        { "agent deleted", RunStatus.Failed, RunReason.AgentMissing },
        { "agent disabled", RunStatus.Failed, RunReason.AgentDisabled },
        { "previous run active", RunStatus.Skipped, RunReason.Overlap },
        { "agent busy", RunStatus.Waiting, null },
        { "line full", RunStatus.Failed, RunReason.QueueFull },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_becomes_of_a_run_whose_time_has_come(string situation, RunStatus status, RunReason? reason)
    {
        var window = TimeSpan.FromMinutes(5);
        var busy = AgentQueue.Empty.Enter(Other, 1, 3).Queue;
        var full = Enumerable.Range(1, 3).Aggregate(busy, (queue, i) => queue.Enter(RunId.ForOccurrence("other", Due.AddDays(i)), 1, 3).Queue);
        var opened = situation switch
        {
            "all is well" => Decide(Nightly, Alice, AgentQueue.Empty, Due),
            "schedule deleted" => Decide(null, Alice, AgentQueue.Empty, Due),
            "schedule disabled" => Decide(Nightly with { Enabled = false }, Alice, AgentQueue.Empty, Due),
            "schedule re-timed" => Decide(Nightly with { Spec = ScheduleSpec.Parse("0 10 * * *", "UTC") }, Alice, AgentQueue.Empty, Due),
            "window's last second" => Decide(Nightly, Alice, AgentQueue.Empty, Due + window),
            "window passed" => Decide(Nightly, Alice, AgentQueue.Empty, Due + window + TimeSpan.FromSeconds(1)),
            "agent deleted" => Decide(Nightly, null, AgentQueue.Empty, Due),
            "agent disabled" => Decide(Nightly, Alice with { Enabled = false }, AgentQueue.Empty, Due),
            "previous run active" => Decide(Nightly.Enter(Other), Alice, AgentQueue.Empty, Due),
            "agent busy" => Decide(Nightly, Alice, busy, Due),
            "line full" => Decide(Nightly, Alice, full, Due),
            _ => throw new ArgumentException(situation),
        };
        Assert.Equal((status, reason), (opened.Run.Status, opened.Run.Reason));
        Assert.Equal(status is RunStatus.Running or RunStatus.Waiting, opened.Schedule?.ActiveRuns.Contains(Claimed.Id) ?? false);
        Assert.Equal(status == RunStatus.Running, opened.Run.StartedAt is not null);
        Assert.Equal(status.HasEnded(), opened.Run is { FinishedAt: not null, Sentence: not null });

        Opened Decide(Schedule? schedule, Agent? agent, AgentQueue queue, DateTimeOffset now) => Opening.Decide(Claimed, schedule, agent, queue, now, window);
    }

    [Theory] // what may have its slot ahead of its second; all else stays as it was claimed
    [InlineData("all is well", true)]
    [InlineData("previous run active", false)]
    [InlineData("previous run active, all may overlap", true)]
    [InlineData("previous run active, to be cancelled", false)]
    [InlineData("agent busy", false)]
    [InlineData("agent deleted", false)]
    [InlineData("agent disabled", false)]
    [InlineData("agent has limits", false)] // money waits for its day
    [InlineData("owner has limits", false)]
    [InlineData("schedule deleted", false)]
    [InlineData("schedule disabled", false)]
    [InlineData("schedule re-timed", false)]
    [InlineData("jitter", false)]
    [InlineData("backfill", false)]
    public void What_has_its_slot_before_its_second(string situation, bool ahead)
    {
        var (run, schedule, agent, queue) = (Claimed, Nightly, Alice, AgentQueue.Empty);
        switch (situation)
        {
            case "previous run active":
                schedule = Nightly.Enter(Other);
                break;
            case "previous run active, all may overlap":
                schedule = (Nightly with { Policies = Nightly.Policies with { Overlap = OverlapPolicy.AllowAll } }).Enter(Other);
                break;
            case "previous run active, to be cancelled":
                schedule = (Nightly with { Policies = Nightly.Policies with { Overlap = OverlapPolicy.CancelOther } }).Enter(Other);
                break;
            case "agent busy":
                queue = queue.Enter(Other, 1, 3).Queue;
                break;
            case "agent deleted":
                agent = null;
                break;
            case "agent disabled":
                agent = Alice with { Enabled = false };
                break;
            case "agent has limits":
                agent = Alice with { Limits = new Limits(1, null, null, null) };
                break;
            case "owner has limits":
                run = Claimed with { AsksOwner = true };
                break;
            case "schedule deleted":
                schedule = Nightly with { DeletedAt = Due };
                break;
            case "schedule disabled":
                schedule = Nightly with { Enabled = false };
                break;
            case "schedule re-timed":
                schedule = Nightly with { Spec = ScheduleSpec.Parse("0 10 * * *", "UTC") };
                break;
            case "jitter":
                run = Claimed with { DueTime = Due.AddSeconds(7) };
                break;
            case "backfill":
                run = Claimed with { Trigger = RunTrigger.Backfill };
                break;
        }

        var opened = Opening.DecideAhead(run, schedule, agent, queue, TimeSpan.FromMinutes(5));
        if (ahead)
        {
            Assert.Equal((RunStatus.Running, Due), (opened.Run.Status, opened.Run.StartedAt));
            Assert.Contains(run.Id, opened.Queue.Running);
            return;
        }

        Assert.Equal((run, queue, schedule), (opened.Run, opened.Queue, opened.Schedule));
        Assert.Empty(opened.Supersedes);
    }

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
    public void A_run_never_ends_before_it_starts()
    {
        var before = Claimed.Start(Due).End(RunStatus.Cancelled, RunReason.CancelledByCaller, "no", Due.AddSeconds(-1)); // taken back before its second, or by a clock that is behind
        Assert.Equal((Due.AddSeconds(-1), TimeSpan.Zero, TimeSpan.Zero), (before.StartedAt, before.Duration, before.Lateness));
        Assert.Equal(Due, Claimed.Start(Due).End(RunStatus.Cancelled, RunReason.CancelledByCaller, "no", Due.AddSeconds(1)).StartedAt);
    }

    [Fact]
    public void A_full_line_says_how_many_wait()
    {
        var full = Enumerable.Range(0, 4).Aggregate(AgentQueue.Empty, (queue, i) => queue.Enter(RunId.ForOccurrence("other", Due.AddDays(i)), 1, 3).Queue);
        var run = Opening.Decide(Claimed, Nightly, Alice, full, Due, TimeSpan.FromMinutes(5)).Run;
        Assert.Equal("Agent queue full (3 waiting), skipping scheduled run", run.Sentence);
    }

    [Theory]
    [InlineData(null, 900)]
    [InlineData(60, 60)]
    [InlineData(3600, 900)] // the agent's own limit holds
    public void A_schedule_may_shorten_its_agents_timeout(int? wanted, int expected)
    {
        var schedule = Nightly with { Timeout = wanted is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        Assert.Equal(TimeSpan.FromSeconds(expected), Opening.Decide(Claimed, schedule, Alice, AgentQueue.Empty, Due, TimeSpan.FromMinutes(5)).Run.Timeout);
    }

    [Theory] // the schedule's, the deployment's, the run's
    [InlineData(null, null, null)]
    [InlineData("2", null, "2")]
    [InlineData(null, "1", "1")]
    [InlineData("2", "1", "1")] // saved before the deployment allowed less
    [InlineData("0.5", "1", "0.5")]
    public void The_deployment_s_maximum_holds_for_schedules_that_were_saved_before_it(string? schedule, string? deployment, string? expected)
    {
        var run = Opening.Decide(Claimed, Nightly with { MaxCostUsdPerRun = Usd(schedule) }, Alice, AgentQueue.Empty, Due, TimeSpan.FromMinutes(5), Usd(deployment)).Run;
        Assert.Equal(Usd(expected), run.MaxCostUsd);

        static decimal? Usd(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
    }
}
