using AgentSched.Model.Backfills;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Backfills;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class BackfillOrderTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");

    [Theory] // what is known of an occurrence: status, whether it had started; whether it is still to run
    [InlineData(null,                false, true)] // nothing is known
    [InlineData(RunStatus.Missed,    false, true)]
    [InlineData(RunStatus.Skipped,   false, true)]
    [InlineData(RunStatus.Rejected,  false, true)]
    [InlineData(RunStatus.Failed,    false, true)]  // its queue was full
    [InlineData(RunStatus.Cancelled, false, true)]
    [InlineData(RunStatus.Queued,    false, false)] // will run anyway
    [InlineData(RunStatus.Waiting,   false, false)]
    [InlineData(RunStatus.Running,   true,  false)]
    [InlineData(RunStatus.Succeeded, true,  false)]
    [InlineData(RunStatus.Failed,    true,  false)] // none that has started is ever repeated
    [InlineData(RunStatus.TimedOut,  true,  false)]
    [InlineData(RunStatus.Cancelled, true,  false)]
    public void A_backfill_runs_what_never_started(RunStatus? status, bool started, bool expected) =>
        Assert.Equal(expected, BackfillOrder.Fills(status is { } known ? A.Run(Due) with { Status = known, StartedAt = started ? Due : null } : null));

    [Theory] // state, note at the end
    [InlineData(BackfillState.Finished,  null)]
    [InlineData(BackfillState.Cancelled, null)]
    [InlineData(BackfillState.Stopped,   "the agent was deleted")]
    public void An_order_ends_with_a_state_and_where_it_stopped_with_a_note(BackfillState state, string? note)
    {
        var order = new BackfillOrder { Id = "k3v9q2m7x4b8c1d5", Tenant = "main", Agent = "alice", ScheduleId = A.ScheduleId, By = "ann", CreatedAt = Due, From = Due, To = Due.AddDays(1), Todo = [Due] };
        Assert.Equal((BackfillState.Running, null, null), (order.State, order.Note, order.FinishedAt));
        var ended = order.End(state, note, Due.AddHours(1));
        Assert.Equal((state, note, Due.AddHours(1)), (ended.State, ended.Note, ended.FinishedAt));
        Assert.Equal(order.Todo, ended.Todo); // what was left stays to be seen
    }
}
