using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>Cost and tokens of a run's attempts.</summary>
/// <param name="CostUsd">Cost in USD.</param>
/// <param name="TokensIn">Input tokens.</param>
/// <param name="TokensOut">Output tokens.</param>
/// <param name="CostUnknown">Whether an attempt cost an amount that is not known.</param>
/// <param name="TokensUnknown">The same of its tokens.</param>
public sealed record Spent(decimal CostUsd, long TokensIn, long TokensOut, bool CostUnknown = false, bool TokensUnknown = false)
{
    /// <summary>Adds what a further attempt reported; null: no attempt has reported anything.</summary>
    internal static Spent? Add(Spent? before, AgentAnswer? answer) =>
        answer is null or { CostUsd: null, TokensIn: null, TokensOut: null, CostUnknown: false, TokensUnknown: false } ? before : new(
            (before?.CostUsd ?? 0) + (answer.CostUsd ?? 0),
            (before?.TokensIn ?? 0) + (answer.TokensIn ?? 0),
            (before?.TokensOut ?? 0) + (answer.TokensOut ?? 0),
            before is { CostUnknown: true } || answer.CostUnknown,
            before is { TokensUnknown: true } || answer.TokensUnknown);

    /// <summary>The last attempt's answer, with the cost and tokens of all attempts.</summary>
    internal static AgentAnswer? Into(AgentAnswer? answer, Spent? before) => before is null || Add(before, answer) is not { } all ? answer : (answer ?? new AgentAnswer()) with
    {
        CostUsd = all.CostUsd,
        TokensIn = all.TokensIn,
        TokensOut = all.TokensOut,
        CostUnknown = all.CostUnknown,
        TokensUnknown = all.TokensUnknown,
    };
}
