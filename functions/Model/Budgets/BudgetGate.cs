using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>
/// Admission to the queue of an agent that has limits: a run needs a slot and enough budget. Pure. Without limits, only the queue's rules apply.
/// </summary>
internal static class BudgetGate
{
    /// <summary>Admits a run. If its owner has limits, it waits until the owner's ledger has reserved for it.</summary>
    public static Arrival Enter(AgentQueue queue, Run run, Agent agent, DateTimeOffset now)
    {
        var terms = new RunTerms(run.MaxCostUsd);
        var isKnown = queue.Running.Contains(run.Id) || queue.Waiting.Contains(run.Id);
        if (isKnown || agent.Limits is not { } limits)
        {
            if (run.AsksOwner && !isKnown)
            {
                return AwaitOwner(queue, run.Id, agent, terms);
            }

            var (admission, after) = queue.Enter(run.Id, agent.MaxConcurrent, agent.QueueDepth);
            return new Arrival(admission, after);
        }

        var budget = Budget.Of(limits, queue.Spending, now);
        switch (budget.Decide(run.MaxCostUsd, queue))
        {
            case BudgetVerdict.Spent when agent.OnLimit == OnLimit.Reject:
                return new Arrival(Admission.Rejected, queue, Spent(budget));
            case BudgetVerdict.Spent:
                return Wait(queue, run.Id, agent, terms with { AwaitsOwner = run.AsksOwner }) with { Sentence = $"waits for approval; {Spent(budget)}" };
            case BudgetVerdict.Waits:
                return Wait(queue, run.Id, agent, terms with { AwaitsOwner = run.AsksOwner });
            case BudgetVerdict.Starts when run.AsksOwner:
                return AwaitOwner(queue, run.Id, agent, terms);
            default:
                var notBefore = NotBefore(budget, now);
                if (notBefore is not null)
                {
                    return Wait(queue, run.Id, agent, terms with { NotBefore = notBefore }) with { NotBefore = notBefore };
                }

                var (admission, after) = queue.Enter(run.Id, agent.MaxConcurrent, agent.QueueDepth);
                return new Arrival(admission, admission == Admission.Refused ? queue : after.With(run.Id, terms));
        }
    }

    /// <summary>Settles a run that ended; its slot and its reservation go to the runs that waited longest.</summary>
    public static Promotion Leave(AgentQueue queue, Run ended, Agent agent, DateTimeOffset now)
    {
        queue = queue with { Spending = queue.Spending.Count(ended), Terms = queue.Terms.Remove(ended.Id) };
        if (agent.Limits is not null || !queue.Terms.IsEmpty)
        {
            return Promote(queue with { Running = queue.Running.Remove(ended.Id), Waiting = queue.Waiting.Remove(ended.Id) }, agent, now);
        }

        var (after, promoted) = queue.Leave(ended.Id, agent.MaxConcurrent);
        return new Promotion(after, promoted, []);
    }

    /// <summary>
    /// Promotes the runs that waited longest and that the budget lets start. If the budget makes a run wait, the runs behind it wait, too, or
    /// an expensive run would starve; only approved runs overtake it.
    /// </summary>
    public static Promotion Promote(AgentQueue queue, Agent agent, DateTimeOffset now)
    {
        var promoted = ImmutableArray.CreateBuilder<RunId>();
        var delayed = ImmutableArray<(RunId, DateTimeOffset)>.Empty;
        var isBlocked = false;
        foreach (var run in queue.Waiting)
        {
            if (queue.Running.Length >= agent.MaxConcurrent || promoted.Count == AgentQueue.MaxPromoted)
            {
                break;
            }

            var terms = queue.TermsOf(run);
            if (terms.AwaitsOwner)
            {
                continue; // the runs behind it overtake: the owner's ledger may take long
            }

            if (!terms.IsApproved && agent.Limits is { } limits)
            {
                var budget = Budget.Of(limits, queue.Spending, now);
                isBlocked = isBlocked || budget.Decide(terms.MaxCostUsd, queue) != BudgetVerdict.Starts;
                if (!isBlocked && terms.NotBefore is null && NotBefore(budget, now) is { } notBefore)
                {
                    (terms, delayed) = (terms with { NotBefore = notBefore }, delayed.Add((run, notBefore)));
                    queue = queue.With(run, terms);
                }

                isBlocked = isBlocked || terms.NotBefore > now;
                if (isBlocked)
                {
                    continue;
                }
            }

            queue = queue with { Running = queue.Running.Add(run), Waiting = queue.Waiting.Remove(run) };
            promoted.Add(run);
        }

        return new Promotion(queue, promoted.ToImmutable(), delayed);
    }

    public static string Spent(Budget budget) => $"the agent's budget is spent: {budget.Words}";

    private static DateTimeOffset? NotBefore(Budget budget, DateTimeOffset now) => budget.Delay > TimeSpan.Zero ? now + budget.Delay : null;

    /// <summary>Lets a run wait for its owner's ledger. It is admitted if a slot is free, even if the queue is full.</summary>
    private static Arrival AwaitOwner(AgentQueue queue, RunId run, Agent agent, RunTerms terms) =>
        queue.Waiting.Length >= agent.QueueDepth + Math.Max(0, agent.MaxConcurrent - queue.Running.Length) // those for a free slot are not in the way of the others
            ? new Arrival(Admission.Refused, queue)
            : new Arrival(Admission.Waits, (queue with { Waiting = queue.Waiting.Add(run) }).With(run, terms with { AwaitsOwner = true }));

    private static Arrival Wait(AgentQueue queue, RunId run, Agent agent, RunTerms terms) => queue.Waiting.Length < agent.QueueDepth
        ? new Arrival(Admission.Waits, (queue with { Waiting = queue.Waiting.Add(run) }).With(run, terms))
        : new Arrival(Admission.Refused, queue);
}
