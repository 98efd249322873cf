using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Runs;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RunTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");

    [Theory] // started, ended; lateness, duration in seconds (due at 09:00)
    [InlineData(null,       null,       null, null)]
    [InlineData("09:00",    null,       0,    null)]
    [InlineData("09:00:05", null,       5,    null)]
    [InlineData("08:59:58", null,       0,    null)] // never less than 0: that machine's clock is behind
    [InlineData("09:00:05", "09:01:05", 5,    60)]
    [InlineData(null,       "09:10",    600,  null)] // when it was given up
    [InlineData(null,       "08:59",    0,    null)] // withdrawn before its second
    public void A_run_is_late_by_its_start_or_by_the_moment_it_was_given_up(string? started, string? ended, int? lateness, int? duration)
    {
        var run = A.Run(Due) with { StartedAt = At(started), FinishedAt = At(ended) };
        Assert.Equal((lateness, duration), ((int?)run.Lateness?.TotalSeconds, (int?)run.Duration?.TotalSeconds));

        static DateTimeOffset? At(string? time) => time is null ? null : A.At(time);
    }

    [Theory] // start; end; the start that the record bears
    [InlineData("09:00", "09:01", "09:00")]
    [InlineData("09:00", "09:00", "09:00")]
    [InlineData("09:00", "08:59", "08:59")] // taken back before its second, or by a clock that is behind
    public void A_run_never_ends_before_it_starts(string start, string end, string expected)
    {
        var run = A.Run(Due).Start(A.At(start)).End(RunStatus.Cancelled, RunReason.CancelledByCaller, "no", A.At(end));
        Assert.Equal((A.At(expected), A.At(end)), (run.StartedAt, run.FinishedAt));
        Assert.Equal((RunStatus.Cancelled, RunReason.CancelledByCaller, "no"), (run.Status, run.Reason!.Value, run.Sentence));
        Assert.True(run.Duration >= TimeSpan.Zero);
    }

    [Theory] // when it started; attempts, failures, retry at; when it ends without an answer; whether its cost is unknown
    [InlineData(null,       0, 0, null,    "09:01", false)] // its agent was not called
    [InlineData("09:00",    1, 0, null,    "09:01", true)]
    [InlineData("09:00",    0, 0, null,    "09:01", true)] // the call may not be recorded yet
    [InlineData("09:00",    0, 0, null,    "08:59", false)] // taken back before its second
    [InlineData("09:00",    1, 1, "09:02", "09:01", false)] // waits for a retry
    [InlineData("09:00",    2, 1, "09:02", "09:01", true)] // an earlier call was cut off by a crash
    [InlineData("09:00",    1, 1, "09:02", "09:02", true)]
    [Trait("shows", "right-answers")]
    public void A_run_that_ends_while_its_agent_may_work_has_an_unknown_cost(string? started, int attempts, int failures, string? retryAt, string end, bool expected)
    {
        var run = started is null ? A.Run(Due) : A.Run(Due).Start(A.At(started)) with { Attempts = attempts, Failures = failures, RetryAt = retryAt is null ? null : A.At(retryAt) };
        Assert.Equal(expected, run.End(RunStatus.Cancelled, RunReason.CancelledByCaller, "no", A.At(end)).CostUnknown);
    }

    [Theory] // attempts recorded, started; attempts that the call knows of, started; both together
    [InlineData(0, "09:00",    1, "09:00:01", 1, "09:00:01")]
    [InlineData(1, "09:00:01", 1, "09:00:01", 1, "09:00:01")]
    [InlineData(2, "09:00:01", 1, "09:00:01", 2, "09:00:01")] // another process took it up meanwhile
    [InlineData(1, "09:00:01", 2, "09:00:05", 2, "09:00:01")]
    [Trait("shows", "right-answers")]
    public void All_calls_count_and_the_first_is_the_start(int recorded, string started, int attempts, string startedAt, int expected, string expectedStart)
    {
        var run = A.Run(Due).Start(A.At(started)) with { Attempts = recorded };
        run = run.Called(run with { Attempts = attempts, StartedAt = A.At(startedAt) });
        Assert.Equal((expected, A.At(expectedStart)), (run.Attempts, run.StartedAt));
    }

    [Theory] // seconds from due time to start; whether it had its slot ahead of its second
    [InlineData(null, false)]
    [InlineData(0,    true)] // the clock never shows a whole second by itself
    [InlineData(1,    false)]
    [InlineData(-1,   false)]
    public void A_run_that_starts_in_its_very_second_had_its_slot_ahead(int? seconds, bool expected) =>
        Assert.Equal(expected, (A.Run(Due) with { StartedAt = seconds is { } s ? Due.AddSeconds(s) : null }).HadSlotAhead);

    [Theory] // its batch, whether that has handed it over; whether an orchestration of its own holds it
    [InlineData(null,      false, true)] // promoted, or asked for
    [InlineData("batch-1", false, false)]
    [InlineData("batch-1", true,  true)]
    public void A_run_is_held_by_its_batch_until_that_hands_it_over(string? batch, bool handedOver, bool alone)
    {
        var run = A.Run(Due) with { Batch = batch, IsHandedOver = handedOver };
        Assert.Equal((alone, alone ? run.Id.ToString() : batch), (run.IsAlone, run.Instance));
    }

    [Theory] // cost, maximum in USD (? is not known); whether it cost more
    [InlineData("0.51", "0.5", true)]
    [InlineData("0.5",  "0.5", false)]
    [InlineData("0.01", "0",   true)]
    [InlineData("5",    "?",   false)]
    [InlineData("?",    "0.5", false)]
    public void A_run_is_over_its_budget_above_its_maximum(string cost, string maximum, bool expected)
    {
        Assert.Equal(expected, (A.Ended(Due, costUsd: A.Usd(cost)) with { MaxCostUsd = A.Usd(maximum) }).OverBudget);
        Assert.False((A.Run(Due) with { MaxCostUsd = A.Usd(maximum) }).OverBudget); // no answer yet
    }

    [Theory] // longest call in seconds, retries; longest time of the run in minutes: calls, waits of 5 min, and 5 min more
    [InlineData(60,   0, 6)]
    [InlineData(60,   3, 4 + 15 + 5)]
    [InlineData(900,  3, 60 + 15 + 5)]
    [InlineData(7200, 5, 720 + 25 + 5)]
    public void A_run_has_a_deadline_after_all_its_calls_and_waits(int timeout, int retries, int expected)
    {
        var longest = TimeSpan.FromMinutes(expected);
        Assert.Equal(longest, Run.LongestTime(TimeSpan.FromSeconds(timeout), retries));
        Assert.Equal(Due + longest, (A.Run(Due) with { Timeout = TimeSpan.FromSeconds(timeout), Retries = retries }).Start(Due).Deadline);
    }

    [Fact]
    public void A_run_that_gets_its_slot_no_longer_says_why_it_waited()
    {
        var waiting = A.Run(Due) with { Status = RunStatus.Waiting, Reason = RunReason.BudgetSpent, Sentence = "waits for approval" };
        var run = waiting.Start(Due.AddSeconds(3));
        Assert.Equal((RunStatus.Running, null, null, Due.AddSeconds(3)), (run.Status, run.Reason, run.Sentence, run.StartedAt));
        Assert.Equal(Due.AddSeconds(3) + TimeSpan.FromMinutes(80), run.Deadline); // 15 min, the default of agents
    }

    [Fact]
    public void A_change_that_is_not_legal_never_reaches_the_records()
    {
        var run = A.Ended(Due);
        var refused = Assert.Throws<InvalidOperationException>(() => run.End(RunStatus.Failed, RunReason.AgentError, "late", Due));
        Assert.Equal($"run {run.Id} is Succeeded and cannot become Failed", refused.Message);
    }

    [Fact]
    public void A_claimed_run_has_the_nominal_time_of_its_id_and_one_that_is_asked_for_is_due_at_once()
    {
        var id = RunId.ForOccurrence(A.ScheduleId, Due);
        var queued = Run.Queued(id, new AgentKey("main", "alice"), RunTrigger.Schedule, "ann", Due.AddSeconds(7), Due.AddSeconds(-5));
        Assert.Equal((RunStatus.Queued, Due, Due.AddSeconds(7), Due.AddSeconds(-5)), (queued.Status, queued.NominalTime, queued.DueTime, queued.ClaimedAt));
        Assert.Equal((3, null, null), (queued.Retries, queued.StartedAt, queued.Message));

        var agent = A.Agent(Due, name: "bob") with { Timeout = TimeSpan.FromMinutes(2) };
        var requested = Run.Requested(RunId.New(Due.AddMilliseconds(700)), agent, RunTrigger.Api, "ann", Due.AddMilliseconds(700));
        Assert.Equal(("main", "bob", RunTrigger.Api, Due, Due.AddMilliseconds(700)), (requested.Tenant, requested.Agent, requested.Trigger, requested.NominalTime, requested.DueTime));
        Assert.Equal((TimeSpan.FromMinutes(2), null), (requested.Timeout, requested.ScheduleId));
    }

    [Fact]
    public void Whatever_becomes_of_a_run_it_ends_exactly_once() => Assert.All(Enumerable.Range(0, 100), seed =>
    {
        var random = new Random(seed);
        var (run, ends) = (A.Run(Due), 0);
        for (var step = 0; step < 30; step++)
        {
            var next = (RunStatus)random.Next(10);
            if (!run.Status.CanBecome(next))
            {
                Assert.Throws<InvalidOperationException>(() => run.Become(next));
                continue;
            }

            run = next.HasEnded() ? run.End(next, RunReason.Completed, "so it went", Due) : run.Become(next);
            ends += next.HasEnded() ? 1 : 0;
            Assert.Equal(ends == 1, run.FinishedAt is not null);
        }

        Assert.Equal(run.Status.HasEnded() ? 1 : 0, ends);
    });
}
