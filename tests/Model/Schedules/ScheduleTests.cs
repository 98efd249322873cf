using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");
    private static readonly Schedule Hourly = A.Schedule(Due, "0 * * * *");

    [Theory] // the hourly schedule; asked at; its next occurrence
    [InlineData("enabled",            "09:00",    "10:00")] // strictly after
    [InlineData("enabled",            "09:59:59", "10:00")]
    [InlineData("disabled",           "09:00",    null)]
    [InlineData("deleted",            "09:00",    null)]
    [InlineData("paused until 12:00", "09:00",    "12:00")] // the end of a pause is not in it
    [InlineData("paused until 12:01", "09:00",    "13:00")]
    [InlineData("paused until 12:00", "12:00",    "13:00")] // a pause that is over
    [InlineData("ends at 10:00",      "09:00",    null)]    // the end is not included
    [InlineData("ends at 10:01",      "09:00",    "10:00")]
    [InlineData("starts at 12:00",    "09:00",    "12:00")] // the start is included
    public void The_next_occurrence_is_the_first_that_pauses_and_limits_leave(string state, string at, string? expected)
    {
        var time = state.Split(' ') is [_, _, var clock] ? A.At(clock) : default;
        var schedule = state.Split(' ')[0] switch
        {
            "disabled" => Hourly with { Enabled = false },
            "deleted" => Hourly with { DeletedAt = Due },
            "paused" => Hourly with { PausedUntil = time },
            "ends" => Hourly with { Spec = ScheduleSpec.Parse(Hourly.Spec.Text with { EndsAt = time }) },
            "starts" => Hourly with { Spec = ScheduleSpec.Parse(Hourly.Spec.Text with { StartsAt = time }) },
            _ => Hourly,
        };
        Assert.Equal(expected, schedule.NextAfter(A.At(at))?.DueTime.ToString("HH:mm"));
    }

    [Theory] // how a run ended, why; failed runs in a row after it, where there were 4 before
    [InlineData(RunStatus.Succeeded, RunReason.Completed,         0)]
    [InlineData(RunStatus.Failed,    RunReason.AgentError,        5)]
    [InlineData(RunStatus.TimedOut,  RunReason.AgentTimeout,      5)]
    [InlineData(RunStatus.Failed,    RunReason.QueueFull,         4)] // is no failure of what the schedule does
    [InlineData(RunStatus.Cancelled, RunReason.CancelledByCaller, 4)]
    [InlineData(RunStatus.Missed,    RunReason.WindowPassed,      4)]
    [InlineData(RunStatus.Skipped,   RunReason.Overlap,           4)]
    [InlineData(RunStatus.Rejected,  RunReason.BudgetSpent,       4)]
    public void Failed_runs_in_a_row_are_counted_until_one_succeeds(RunStatus status, RunReason reason, int expected) =>
        Assert.Equal(expected, (Hourly with { FailuresInARow = 4 }).Leave(A.Ended(Due, status) with { Reason = reason }).FailuresInARow);

    [Theory] // pauseAfterFailures, failed runs in a row, enabled; how the last ended, why; whether the schedule pauses by itself
    [InlineData(10, 9,    true,  RunStatus.Failed,    RunReason.AgentError,   false)]
    [InlineData(10, 10,   true,  RunStatus.Failed,    RunReason.AgentError,   true)]
    [InlineData(10, 12,   true,  RunStatus.TimedOut,  RunReason.AgentTimeout, true)] // the limit was lowered
    [InlineData(10, 12,   true,  RunStatus.Succeeded, RunReason.Completed,    false)]
    [InlineData(10, 12,   true,  RunStatus.Failed,    RunReason.QueueFull,    false)]
    [InlineData(10, 12,   true,  RunStatus.Skipped,   RunReason.Overlap,      false)]
    [InlineData(10, 12,   false, RunStatus.Failed,    RunReason.AgentError,   false)] // is disabled already
    [InlineData(1,  1,    true,  RunStatus.Failed,    RunReason.AgentError,   true)]
    [InlineData(0,  1000, true,  RunStatus.Failed,    RunReason.AgentError,   false)] // 0: never
    [InlineData(10, 1,    true,  RunStatus.Failed,    RunReason.AgentBilling, true)]  // somebody has to pay first
    [InlineData(0,  1,    true,  RunStatus.Failed,    RunReason.AgentBilling, true)]
    [InlineData(10, 1,    false, RunStatus.Failed,    RunReason.AgentBilling, false)]
    public void After_too_many_failed_runs_or_an_unpaid_bill_the_schedule_pauses_by_itself(int limit, int failures, bool enabled, RunStatus status, RunReason reason, bool expected)
    {
        var schedule = Hourly with { Enabled = enabled, FailuresInARow = failures, Policies = new SchedulePolicies { PauseAfterFailures = limit } };
        Assert.Equal(expected, schedule.PauseAfter(A.Ended(Due, status) with { Reason = reason }) is not null);
    }

    [Fact]
    public void A_schedule_that_pauses_by_itself_says_why()
    {
        var broke = A.Ended(Due, RunStatus.Failed) with { Reason = RunReason.AgentError, Sentence = "it broke" };
        var schedule = Enumerable.Range(0, 10).Aggregate(Hourly, (all, _) => all.Leave(broke));
        Assert.Equal("Paused automatically after 10 failed runs in a row; last failure: it broke", schedule.PauseAfter(broke));
        var unpaid = broke with { Reason = RunReason.AgentBilling, Sentence = "the agent answered 402" };
        Assert.Equal("Paused automatically: the agent answered 402", Hourly.PauseAfter(unpaid));
    }

    [Fact]
    public void A_run_that_leaves_counts_in_the_totals_where_it_started()
    {
        var left = Hourly.Leave(A.Ended(Due, costUsd: 0.5m));
        Assert.Equal((1L, 0.5m, 0.5m), (left.Totals.Tally.Runs, left.Totals.Tally.CostUsd, left.Today.Tally.CostUsd));
        Assert.Empty(left.Today.Owners); // the schedule says whose they are
        var never = Hourly.Leave(A.Ended(Due, RunStatus.Rejected) with { StartedAt = null });
        Assert.Equal((RunTotals.None, DayUsage.None), (never.Totals, never.Today));
    }

    [Fact]
    public void An_edit_is_a_new_version()
    {
        var edited = Hourly.Edited(A.At("10:00"));
        Assert.Equal((2, A.At("10:00"), Due), (edited.Version, edited.UpdatedAt, edited.CreatedAt));
    }

    [Fact]
    public void However_runs_enter_and_leave_each_is_in_one_list_and_leaving_twice_changes_neither() => Assert.All(Enumerable.Range(0, 100), seed =>
    {
        var random = new Random(seed);
        var (schedule, active, buffered) = (Hourly, new List<char>(), new List<char>());
        foreach (var run in "abcdefghijklmnopqrstuvwxyz")
        {
            if (random.Next(2) == 0)
            {
                schedule = schedule.Enter(A.RunId(run));
                active.Add(run);
            }
            else
            {
                schedule = schedule.Buffer(A.RunId(run));
                buffered.Add(run);
            }

            while (random.Next(2) == 0 && active.Count + buffered.Count > 0)
            {
                var leaves = active.Concat(buffered).ElementAt(random.Next(active.Count + buffered.Count));
                schedule = schedule.Leave(A.Ended(Due) with { Id = A.RunId(leaves) });
                active.Remove(leaves);
                buffered.Remove(leaves);
                var again = schedule.Leave(A.Ended(Due) with { Id = A.RunId(leaves) });
                Assert.Equal((A.Letters(schedule.ActiveRuns), A.Letters(schedule.Buffered)), (A.Letters(again.ActiveRuns), A.Letters(again.Buffered)));
            }

            Assert.Equal((string.Concat(active), string.Concat(buffered)), (A.Letters(schedule.ActiveRuns), A.Letters(schedule.Buffered))); // in order
        }
    });
}
