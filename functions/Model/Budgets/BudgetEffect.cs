using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>What the end of a run means for its agent's budget, to be told once it is committed.</summary>
/// <param name="Wakes">Runs to be looked at again, and when: those that start later; where nothing is left, one that stands for all that wait; and one for all that wait for their owners, where a slot is free.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Warning">The limit that is nearly reached since this run. Null: none.</param>
/// <param name="Share">How much of the nearest limit is spent; 1 is all.</param>
/// <param name="OverBudget">The run, where it cost more than it was allowed to. Null: it did not.</param>
internal sealed record BudgetEffect(ImmutableArray<(RunId Run, DateTimeOffset At)> Wakes, string Agent, string? Warning, double Share, Run? OverBudget)
{
    public static readonly BudgetEffect None = new([], string.Empty, Warning: null, Share: 0, OverBudget: null);

    /// <param name="agent">The agent.</param>
    /// <param name="before">Its queue with the run.</param>
    /// <param name="turn">What became of it.</param>
    /// <param name="ended">The run.</param>
    /// <param name="now">The moment.</param>
    public static BudgetEffect Of(Agent agent, AgentQueue before, Turn turn, Run ended, DateTimeOffset now)
    {
        var over = ended.OverBudget ? ended : null;
        ImmutableArray<(RunId Run, DateTimeOffset At)> asks = turn.Queue.Running.Length < agent.MaxConcurrent
            ? [.. turn.Queue.Waiting.Where(run => turn.Queue.TermsOf(run).AwaitsOwner).Take(1).Select(run => (run, now))]
            : [];
        if (agent.Limits is not { } limits)
        {
            return new BudgetEffect(asks, agent.Name, Warning: null, Share: 0, over);
        }

        var budget = Budget.Of(limits, turn.Queue.Books, now);
        var wakes = turn.Delayed.AddRange(asks);
        if (ended.StartedAt is not null && budget.IsSpent && turn.Queue.Waiting is [var first, ..])
        {
            wakes = wakes.Add((first, now));
        }

        return new BudgetEffect(wakes, agent.Name, Budget.Of(limits, before.Books, now).Warning is null ? budget.Warning : null, budget.Share, over);
    }
}
