using AgentSched.Model.Calls;

namespace AgentSched.Engine.Calls;

/// <summary>What a call of an agent leaves to be done.</summary>
/// <param name="RetryAt">When the next attempt begins. Null: there is none.</param>
/// <param name="AnswerUntil">Until when the agent may call back. Null: it has answered, or never said that it would. Both null: the run has ended.</param>
/// <param name="Spent">What all attempts so far cost. Null: nothing that they told of.</param>
public sealed record CallResult(DateTimeOffset? RetryAt = null, DateTimeOffset? AnswerUntil = null, Spent? Spent = null)
{
    /// <summary>The run has ended.</summary>
    public static CallResult Ended { get; } = new();

    internal bool HasEnded => RetryAt is null && AnswerUntil is null;
}
