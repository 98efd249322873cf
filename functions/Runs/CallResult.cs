using AgentSched.Agents;

namespace AgentSched.Runs;

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

/// <summary>What attempts cost.</summary>
/// <param name="CostUsd">USD.</param>
/// <param name="TokensIn">Tokens that went in.</param>
/// <param name="TokensOut">Tokens that came out.</param>
public sealed record Spent(decimal CostUsd, long TokensIn, long TokensOut)
{
    /// <summary>With what one more attempt told; null where neither told anything.</summary>
    internal static Spent? Add(Spent? before, AgentAnswer? answer) => answer is null or { CostUsd: null, TokensIn: null, TokensOut: null } ? before : new(
        (before?.CostUsd ?? 0) + (answer.CostUsd ?? 0), (before?.TokensIn ?? 0) + (answer.TokensIn ?? 0), (before?.TokensOut ?? 0) + (answer.TokensOut ?? 0));

    /// <summary>The answer of the last attempt, with what all attempts cost.</summary>
    internal static AgentAnswer? Into(AgentAnswer? answer, Spent? before) => before is null || Add(before, answer) is not { } all ? answer : (answer ?? new AgentAnswer()) with
    {
        CostUsd = all.CostUsd,
        TokensIn = all.TokensIn,
        TokensOut = all.TokensOut,
    };
}
