using AgentSched.Model.Calls;
using AgentSched.Model.Runs;

namespace AgentSched.Engine.Calls;

/// <summary>What a run's own orchestration is started with: where its row is, and what is to be done next.</summary>
/// <param name="Shard">The partition.</param>
/// <param name="Run">The run id; also the instance id.</param>
/// <param name="TraceParent">The first span of the run's trace, as a W3C <c>traceparent</c>. Null: nobody traces.</param>
/// <param name="Failures">How many calls failed before, each worth another.</param>
/// <param name="RetryAt">When the next call begins. Null: at once.</param>
/// <param name="AnswerUntil">When waiting for the agent's callback ends. Null: it did not say that it would call back.</param>
/// <param name="Spent">What the calls before cost. Null: nothing that they told of.</param>
public sealed record RunTicket(
    string Shard, string Run, string? TraceParent = null, int Failures = 0, DateTimeOffset? RetryAt = null, DateTimeOffset? AnswerUntil = null, Spent? Spent = null)
{
    /// <summary>From the run's row: the same whoever starts the orchestration, and however late.</summary>
    internal static RunTicket Of(string shard, Run run, string? traceParent) => new(
        shard, run.Id.ToString(), traceParent, run.Failures, run.RetryAt, run.AcceptedAt is null ? null : run.Deadline - RunHandover.SweepComesLater, Spent.Add(before: null, run.Answer));
}
