using AgentSched.Model.Runs;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>
/// Settles a run whose cost is unknown at what it had reserved, so that budgets hold whatever an agent reports. Pure. The amounts are part of
/// the run's record: the totals of agent, schedule, day and owner all count the same.
/// </summary>
internal static class Settlement
{
    /// <param name="ended">The run.</param>
    /// <param name="agent">Its agent's budget. Null: no limits.</param>
    /// <param name="owner">Its owner's budget. Null: no limits, or it was opened before there were any.</param>
    public static Run Of(Run ended, Budget? agent, Budget? owner)
    {
        var budgets = new[] { agent, owner }.OfType<Budget>().ToList();
        if (!ended.CostUnknown || budgets.Count == 0)
        {
            return ended;
        }

        // Without a maximum it had reserved all that was left. It was alone, so that is what is left now.
        var (usd, tokens) = (ended.MaxCostUsd ?? budgets.Min(budget => budget.LeftUsd), budgets.Min(budget => budget.LeftTokens));
        var (costUsd, reported) = (ended.Answer?.CostUsd ?? 0, Sum(ended.Answer?.TokensIn, ended.Answer?.TokensOut));
        return ended with
        {
            SettledUsd = ended.Answer is { CostUnknown: true } && usd > costUsd ? usd : null,
            SettledTokens = ended.Answer is { TokensUnknown: true } && tokens > reported ? tokens : null,
        };
    }

    private static long Sum(long? a, long? b) => Tally.Sum(a ?? 0, b ?? 0);
}
