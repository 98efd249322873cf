using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>
/// Settles a run that ended: one whose cost is unknown at what it had reserved, so that budgets hold whatever an agent reports, and one at another
/// owner's agent at its maximum, or what its owner's ledger had reserved, as far as its owner's budget is concerned. Pure. The amounts are part of the run's record: the totals of agent,
/// schedule, day and owner all follow from it.
/// </summary>
internal static class Settlement
{
    /// <param name="ended">The run.</param>
    /// <param name="agent">Its agent. Null: it no longer exists.</param>
    /// <param name="terms">Its terms in the agent's queue: what it had reserved. Null: none, because there were no limits when it started.</param>
    /// <param name="agentBudget">Its agent's budget. Null: no limits.</param>
    /// <param name="ownerBudget">Its owner's budget. Null: no limits, or it was opened before there were any.</param>
    public static Run Of(Run ended, Agent? agent, RunTerms? terms, Budget? agentBudget, Budget? ownerBudget)
    {
        // The most that its owner's budget takes. Null: all. The deployment's maximum is the run's if it has no lower one.
        var most = ended.Owner is not null && ended.Owner != agent?.Owner ? ended.MaxCostUsd ?? terms?.OwnerLeftUsd : null;
        var settled = SettleUnknown(ended, terms, agentBudget, ownerBudget, agentBudget is null ? most : null);
        return settled.StartedAt is not null && settled.CountedUsd - most is > 0 and var excess ? settled with { ExcessUsd = excess } : settled;
    }

    private static Run SettleUnknown(Run ended, RunTerms? terms, Budget? agentBudget, Budget? ownerBudget, decimal? most)
    {
        var budgets = new[] { agentBudget, ownerBudget }.OfType<Budget>().ToList();
        if (!ended.CostUnknown || budgets.Count == 0)
        {
            return ended;
        }

        // If it had reserved all that was left, of its agent's budget or its owner's, it was alone, so that is what is left now.
        var reserved = terms is null ? ended.MaxCostUsd : terms.OwnerLeftUsd is null ? terms.MaxCostUsd : null;
        var (usd, tokens) = (reserved ?? budgets.Min(budget => budget.LeftUsd), budgets.Min(budget => budget.LeftTokens));
        usd = most < usd ? most : usd;
        var (costUsd, reported) = (ended.Answer?.CostUsd ?? 0, Sum(ended.Answer?.TokensIn, ended.Answer?.TokensOut));
        return ended with
        {
            SettledUsd = ended.Answer is { CostUnknown: true } && usd > costUsd ? usd : null,
            SettledTokens = ended.Answer is { TokensUnknown: true } && tokens > reported ? tokens : null,
        };
    }

    private static long Sum(long? a, long? b) => Tally.Sum(a ?? 0, b ?? 0);
}
