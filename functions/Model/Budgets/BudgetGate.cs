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
    /// <summary>The agent's budget in sentences.</summary>
    public const string Whose = "the agent's budget";

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

        var (budget, reserves) = (Budget.Of(limits, queue.Spending, now), queue.Adherence.ReservationOf(run.MaxCostUsd));
        switch (budget.Decide(reserves, queue))
        {
            case BudgetVerdict.Spent when agent.OnLimit == OnLimit.Reject:
                return new Arrival(Admission.Rejected, queue, BudgetHold.Spent(budget, Whose, now));
            case BudgetVerdict.Spent:
                return Wait(queue, run, agent, terms, BudgetHold.Spent(budget, Whose, now).ForApproval());
            case BudgetVerdict.Waits:
                return Wait(queue, run, agent, terms, BudgetHold.Reserved(Whose, budget.Words, run.MaxCostUsd, reserves, queue.Running.Length));
            case BudgetVerdict.Starts when run.AsksOwner:
                return AwaitOwner(queue, run.Id, agent, terms);
            default:
                if (NotBefore(budget, now) is { } notBefore)
                {
                    return Wait(queue, run, agent, terms with { NotBefore = notBefore }, BudgetHold.Delayed(Whose, budget.Words, notBefore));
                }

                var (admission, after) = queue.Enter(run.Id, agent.MaxConcurrent, agent.QueueDepth);
                return new Arrival(admission, admission switch
                {
                    Admission.Refused => queue,
                    Admission.Runs => after.With(run.Id, terms with { MaxCostUsd = reserves }),
                    _ => after.With(run.Id, terms),
                });
        }
    }

    /// <summary>
    /// Admits a run that starts now or not at all, because its caller waits for the answer. The budget does not delay it. Runs that could start now go first;
    /// those that wait for budget do not stand in its way. If its owner has limits, it waits for the answer of the owner's ledger only.
    /// </summary>
    public static Arrival EnterNow(AgentQueue queue, Run run, Agent agent, DateTimeOffset now)
    {
        var (terms, reserves) = (new RunTerms(run.MaxCostUsd) { IsImmediate = true }, queue.Adherence.ReservationOf(run.MaxCostUsd));
        var running = Promote(queue, agent, now).Queue.Running;
        if (agent.Limits is { } limits)
        {
            var budget = Budget.Of(limits, queue.Spending, now);
            var verdict = budget.Decide(reserves, queue with { Running = running });
            if (verdict != BudgetVerdict.Starts)
            {
                return new Arrival(Admission.Rejected, queue, verdict == BudgetVerdict.Spent ? BudgetHold.Spent(budget, Whose, now) : BudgetHold.Reserved(Whose, budget.Words, run.MaxCostUsd, reserves, running.Length));
            }
        }

        // Those that wait for their owners' ledgers have asked for a slot already.
        var asking = run.AsksOwner ? queue.Waiting.Count(waiting => queue.TermsOf(waiting) is { IsImmediate: true, AwaitsOwner: true }) - agent.QueueDepth : 0;
        if (running.Length + Math.Max(0, asking) >= agent.MaxConcurrent)
        {
            return new Arrival(Admission.Refused, queue);
        }

        if (run.AsksOwner)
        {
            return new Arrival(Admission.Waits, (queue with { Waiting = queue.Waiting.Add(run.Id) }).With(run.Id, terms with { AwaitsOwner = true }));
        }

        var after = queue with { Running = queue.Running.Add(run.Id) };
        return new Arrival(Admission.Runs, agent.Limits is null ? after : after.With(run.Id, terms with { MaxCostUsd = reserves }));
    }

    /// <summary>Settles a run that ended; its slot and its reservation go to the runs that waited longest.</summary>
    public static Promotion Leave(AgentQueue queue, Run ended, Agent agent, DateTimeOffset now)
    {
        queue = queue with { Spending = queue.Spending.Count(ended), Adherence = queue.Adherence.Add(ended), Terms = queue.Terms.Remove(ended.Id) };
        if (agent.Limits is not null || !queue.Terms.IsEmpty)
        {
            return Promote(queue with { Running = queue.Running.Remove(ended.Id), Waiting = queue.Waiting.Remove(ended.Id) }, agent, now);
        }

        var (after, promoted) = queue.Leave(ended.Id, agent.MaxConcurrent);
        return new Promotion(after, promoted, [], []);
    }

    /// <summary>
    /// Promotes the runs that waited longest and that the budget lets start. If the budget makes a run wait, the runs behind it wait, too, or
    /// an expensive run would starve; only approved runs overtake it, and those that cannot wait.
    /// </summary>
    public static Promotion Promote(AgentQueue queue, Agent agent, DateTimeOffset now)
    {
        var promoted = ImmutableArray.CreateBuilder<RunId>();
        var delayed = ImmutableArray<(RunId, DateTimeOffset)>.Empty;
        var held = ImmutableArray<(RunId, BudgetHold)>.Empty;
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

            var reserves = queue.Adherence.ReservationOf(terms.MaxCostUsd);
            if (!terms.IsApproved && agent.Limits is { } limits)
            {
                if (isBlocked && !terms.IsImmediate)
                {
                    continue;
                }

                var budget = Budget.Of(limits, queue.Spending, now);
                if (budget.Decide(reserves, queue) is var verdict and not BudgetVerdict.Starts)
                {
                    isBlocked |= !terms.IsImmediate; // one that cannot wait is refused
                    held = verdict == BudgetVerdict.Waits ? held.Add((run, BudgetHold.Reserved(Whose, budget.Words, terms.MaxCostUsd, reserves, queue.Running.Length))) : held;
                    continue;
                }

                if (terms is { NotBefore: null, IsImmediate: false } && NotBefore(budget, now) is { } notBefore)
                {
                    (terms, delayed, held) = (terms with { NotBefore = notBefore }, delayed.Add((run, notBefore)), held.Add((run, BudgetHold.Delayed(Whose, budget.Words, notBefore))));
                    queue = queue.With(run, terms);
                }

                if (terms.NotBefore > now)
                {
                    isBlocked = true;
                    continue;
                }
            }

            queue = queue with { Running = queue.Running.Add(run), Waiting = queue.Waiting.Remove(run) };
            queue = queue.Terms.ContainsKey(run) ? queue.With(run, terms with { MaxCostUsd = reserves }) : queue;
            promoted.Add(run);
        }

        return new Promotion(queue, promoted.ToImmutable(), delayed, held);
    }

    private static DateTimeOffset? NotBefore(Budget budget, DateTimeOffset now) => budget.Delay > TimeSpan.Zero ? now + budget.Delay : null;

    /// <summary>Lets a run wait for its owner's ledger. It is admitted if a slot is free, even if the queue is full.</summary>
    private static Arrival AwaitOwner(AgentQueue queue, RunId run, Agent agent, RunTerms terms) =>
        queue.Waiting.Length >= agent.QueueDepth + Math.Max(0, agent.MaxConcurrent - queue.Running.Length) // those for a free slot are not in the way of the others
            ? new Arrival(Admission.Refused, queue)
            : new Arrival(Admission.Waits, (queue with { Waiting = queue.Waiting.Add(run) }).With(run, terms with { AwaitsOwner = true }));

    private static Arrival Wait(AgentQueue queue, Run run, Agent agent, RunTerms terms, BudgetHold hold) => queue.Waiting.Length < agent.QueueDepth
        ? new Arrival(Admission.Waits, (queue with { Waiting = queue.Waiting.Add(run.Id) }).With(run.Id, terms with { AwaitsOwner = run.AsksOwner }), hold)
        : new Arrival(Admission.Refused, queue);
}
