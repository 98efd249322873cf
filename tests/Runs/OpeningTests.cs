using System.Globalization;
using AgentSched.Agents;
using AgentSched.Runs;
using AgentSched.Schedules;

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

    private static readonly Agent Alice = new(
        "main", "alice", AgentKind.Trinity, new Uri("http://alice.example"), "ann", [], 1, 3, TimeSpan.FromMinutes(15), Secret: null, Enabled: true, Due, Due);

    private static readonly Schedule Nightly = new()
    {
        Id = "k3v9q2m7x4b8c1d5",
        Tenant = "main",
        Agent = "alice",
        Owner = "ann",
        Name = "nightly",
        Spec = ScheduleSpec.Parse("0 9 * * *", "UTC"),
        Message = "say hello",
        CreatedAt = Due,
        UpdatedAt = Due,
    };

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
