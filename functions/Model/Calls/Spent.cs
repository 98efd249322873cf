using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

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
