using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Effects of a run's end on its agent's budget, to be published after the commit.</summary>
/// <param name="Wakes">
/// Runs to be re-evaluated, and when: delayed runs; if nothing is left, one run on behalf of all waiting runs; if a slot is free, one run
/// on behalf of all that wait for their owner.
/// </param>
/// <param name="Agent">The agent.</param>
/// <param name="Warning">The limit that this run brought to the warning threshold. Null: none.</param>
/// <param name="Share">Spent share of the limit closest to being reached; 1: all of it.</param>
/// <param name="Held">The first waiting run that the budget keeps from starting and why, and those that cannot wait.</param>
/// <param name="OverBudget">The run, if it cost more than its maximum. Null: it did not.</param>
internal sealed record BudgetEffect(
    ImmutableArray<(RunId Run, DateTimeOffset At)> Wakes, ImmutableArray<(RunId Run, BudgetHold Hold)> Held, string Agent, string? Warning, double Share, Run? OverBudget)
{
    public static readonly BudgetEffect None = new([], [], string.Empty, Warning: null, Share: 0, OverBudget: null);

    /// <param name="agent">The agent.</param>
    /// <param name="before">Its queue before the run left.</param>
    /// <param name="promotion">Its queue afterwards, and the promoted runs.</param>
    /// <param name="ended">The run.</param>
    /// <param name="now">Current time.</param>
    public static BudgetEffect Of(Agent agent, AgentQueue before, Promotion promotion, Run ended, DateTimeOffset now)
    {
        var over = ended.OverBudget ? ended : null;
        ImmutableArray<(RunId Run, DateTimeOffset At)> asks = promotion.Queue.Running.Length < agent.MaxConcurrent
            ? [.. promotion.Queue.Waiting.Where(run => promotion.Queue.TermsOf(run).AwaitsOwner).Take(1).Select(run => (run, now))]
            : [];
        if (agent.Limits is not { } limits)
        {
            return new BudgetEffect(asks, [], agent.Name, Warning: null, Share: 0, over);
        }

        var budget = Budget.Of(limits, promotion.Queue.Spending, now);
        var wakes = promotion.Delayed.AddRange(asks);
        if (ended.StartedAt is not null && budget.IsSpent && promotion.Queue.Waiting is [var first, ..])
        {
            wakes = wakes.Add((first, now));
        }

        return new BudgetEffect(wakes, promotion.Held, agent.Name, Budget.Of(limits, before.Spending, now).Warning is null ? budget.Warning : null, budget.Share, over);
    }
}
