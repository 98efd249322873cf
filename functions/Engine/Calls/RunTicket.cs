using AgentSched.Model.Calls;
using AgentSched.Model.Runs;

namespace AgentSched.Engine.Calls;

/// <summary>Input of a run's own orchestration: where its row is, and what to do next.</summary>
/// <param name="Shard">The partition.</param>
/// <param name="Run">The run id; also the instance id.</param>
/// <param name="TraceParent">The first span of the run's trace, as a W3C <c>traceparent</c>. Null: not traced.</param>
/// <param name="Failures">Number of calls that failed before and allowed a retry.</param>
/// <param name="RetryAt">When the next call begins. Null: at once.</param>
/// <param name="AnswerUntil">Deadline of the agent's callback. Null: none is expected.</param>
/// <param name="Spent">Cost of the earlier calls. Null: none was reported.</param>
/// <param name="Calls">The earlier calls. Null: none, or not recorded.</param>
public sealed record RunTicket(
    string Shard, string Run, string? TraceParent = null, int Failures = 0, DateTimeOffset? RetryAt = null, DateTimeOffset? AnswerUntil = null, Spent? Spent = null, IReadOnlyList<RunCall>? Calls = null)
{
    /// <summary>Derives the ticket from the run's row: it is the same whoever starts the orchestration, and however late.</summary>
    internal static RunTicket Of(string shard, Run run, string? traceParent) => new(
        shard, run.Id.ToString(), traceParent, run.Failures, run.RetryAt, run.AcceptedAt is null ? null : run.Deadline - RunHandover.SweepDelay, Spent.Add(before: null, run.Answer), run.Calls is [] ? null : run.Calls);
}
