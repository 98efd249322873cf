using System.Globalization;
using AgentSched.Base;
using AgentSched.Model.Queues;

namespace AgentSched.Model.Calls;

/// <summary>What a run's attempts have cost, and what they may cost until none is repeated: a retry is a call that no budget is asked for again.</summary>
/// <param name="SpentUsd">Cost of all attempts so far, in USD; 0 if none was reported.</param>
/// <param name="MostUsd"><see cref="MostOf"/>. Null: no bound.</param>
internal readonly record struct RetrySpending(decimal SpentUsd, decimal? MostUsd)
{
    /// <summary>Whether a further attempt would exceed what the run may cost.</summary>
    public bool IsOver => SpentUsd > 0 && SpentUsd >= MostUsd;

    /// <summary>What a run's attempts may cost in USD until none is repeated: the lowest of its maximum and what is left of its agent's and its owner's budget. Null: it has none of them.</summary>
    /// <param name="maxUsd">Its maximum. Null: none.</param>
    /// <param name="asksOwner">Whether its owner has limits.</param>
    /// <param name="terms">Its terms in the agent's queue.</param>
    /// <param name="agentLeftUsd">What is left of the agent's limits, the run's own reservation included. Null: there are none.</param>
    public static decimal? MostOf(decimal? maxUsd, bool asksOwner, RunTerms terms, decimal? agentLeftUsd)
    {
        if (terms.IsApproved && maxUsd is not null)
        {
            return maxUsd; // an approved run is exempt from the limits
        }

        // Without a maximum, and with an owner's ledger of which nothing is known here, a run is not called again once it has cost something.
        var ownerLeftUsd = !asksOwner ? null : terms.OwnerLeftUsd ?? (maxUsd is null ? 0 : null);
        return new[] { maxUsd, ownerLeftUsd, agentLeftUsd }.Min();
    }

    /// <summary>Why there is no further attempt, as part of a sentence.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture, $"its calls have cost {SpentUsd.Shortest()} USD, and {(MostUsd is > 0 and var most ? $"it may cost {most.Shortest()} USD" : "no budget is left for a further one")}");
}
