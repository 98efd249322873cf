using AgentSched.Model.Activities;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class RunActivityTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");

    [Theory] // status of the run; type and state of the entry
    [InlineData(RunStatus.Waiting,   ActivityType.RunWaiting,   ActivityState.Waiting)]
    [InlineData(RunStatus.Running,   ActivityType.RunStarted,   ActivityState.Started)]
    [InlineData(RunStatus.Succeeded, ActivityType.RunCompleted, ActivityState.Completed)]
    [InlineData(RunStatus.Failed,    ActivityType.RunFailed,    ActivityState.Failed)]
    [InlineData(RunStatus.TimedOut,  ActivityType.RunFailed,    ActivityState.Failed)]
    [InlineData(RunStatus.Cancelled, ActivityType.RunCancelled, ActivityState.Cancelled)]
    [InlineData(RunStatus.Missed,    ActivityType.RunMissed,    ActivityState.Missed)]
    [InlineData(RunStatus.Skipped,   ActivityType.RunSkipped,   ActivityState.Skipped)]
    [InlineData(RunStatus.Rejected,  ActivityType.RunRejected,  ActivityState.Rejected)]
    public void Each_change_of_a_run_is_told(RunStatus status, ActivityType type, ActivityState state)
    {
        var run = A.Run(Due) with { Status = status, ScheduleName = "nightly" };
        var entry = RunActivity.Of(run, Due);
        Assert.Equal((type, state, ActivityEntry.Scheduler), (entry.Type, entry.State, entry.Actor));
        Assert.Equal((A.ScheduleId, "nightly", "ann", run.Id), (entry.ScheduleId, entry.ScheduleName, entry.Owner, entry.RelatedRunId!.Value));
        Assert.Equal("ben", RunActivity.Of(run, Due, actor: "ben").Actor);
    }

    [Fact]
    public void A_run_that_is_only_claimed_has_nothing_to_tell() => Assert.Throws<ArgumentOutOfRangeException>(() => RunActivity.Of(A.Run(Due), Due));

    [Theory] // started, ended, now; when it happened
    [InlineData(null,       null,    "09:00:01", "09:00:01")]
    [InlineData("09:00:01", null,    "09:00:01", "09:00:01")]
    [InlineData("09:00",    null,    "08:59:50", "09:00")] // it has its slot ahead of its second
    [InlineData("09:00",    "09:05", "09:05:01", "09:05")]
    public void An_entry_bears_the_time_at_which_its_thing_happened(string? started, string? ended, string now, string expected)
    {
        var run = A.Run(Due) with { Status = ended is null ? RunStatus.Running : RunStatus.Succeeded, StartedAt = At(started), FinishedAt = At(ended) };
        Assert.Equal(A.At(expected), RunActivity.Of(run, A.At(now)).At);

        static DateTimeOffset? At(string? time) => time is null ? null : A.At(time);
    }

    [Theory] // status, sentence, cost in USD (? is not known); the details
    [InlineData(RunStatus.Failed,    "it broke", "0.5", """{"trigger":"schedule","status":"failed","reason":"agentError","sentence":"it broke","costUsd":0.5}""")]
    [InlineData(RunStatus.Succeeded, "done",     "0.5", """{"trigger":"schedule","status":"succeeded","reason":"agentError","costUsd":0.5}""")] // a success needs no sentence
    [InlineData(RunStatus.Failed,    null,       "?",   """{"trigger":"schedule","status":"failed","reason":"agentError"}""")]
    public void The_details_say_why_and_what_it_cost(RunStatus status, string? sentence, string cost, string details)
    {
        var run = A.Ended(Due, status, A.Usd(cost)) with { Reason = RunReason.AgentError, Sentence = sentence, FinishedAt = Due.AddSeconds(3) };
        var entry = RunActivity.Of(run, Due);
        Assert.Equal((details, TimeSpan.FromSeconds(3)), (entry.Details, entry.Duration!.Value));
    }
}
