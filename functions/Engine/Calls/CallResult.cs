using AgentSched.Model.Calls;
using AgentSched.Model.Runs;

namespace AgentSched.Engine.Calls;

/// <summary>What remains to be done after a call of an agent.</summary>
/// <param name="RetryAt">When the next attempt begins. Null: no retry.</param>
/// <param name="AnswerUntil">Deadline of the agent's callback. Null: none is expected. Both null: the run has ended.</param>
/// <param name="Spent">Cost of all attempts so far. Null: none was reported.</param>
/// <param name="Calls">All calls so far. Null: the run has ended.</param>
public sealed record CallResult(DateTimeOffset? RetryAt = null, DateTimeOffset? AnswerUntil = null, Spent? Spent = null, IReadOnlyList<RunCall>? Calls = null)
{
    /// <summary>The run has ended.</summary>
    public static CallResult Ended { get; } = new();

    internal bool HasEnded => RetryAt is null && AnswerUntil is null;
}
