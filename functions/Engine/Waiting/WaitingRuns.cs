using AgentSched.Engine.After;
using AgentSched.Engine.Budgets;
using AgentSched.Engine.Closings;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Waiting;

/// <summary>
/// Checks runs that wait for their agent's or their owner's budget: after a delay, after an approval, when a new day has budget again, and when the
/// budget is spent and the waiting runs must be rejected or marked. Safe to repeat; if a message was lost, the sweep does it.
/// </summary>
public sealed class WaitingRuns(ShardRows rows, RunCloser closer, HeldRuns held, Promoter next, OwnerLimits ownerLimits, OwnerLedger ledger, Aftermath after, TimeProvider clock)
{
    private const int Tries = 20;

    /// <summary>Gives free slots to waiting runs that may start, and ends those that the budget rejects.</summary>
    /// <param name="shard">The agent's partition.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="approved">A run that was approved. Null: none.</param>
    /// <param name="byAdmin">Whether an admin approved it: only then its owner's limits let it start, too.</param>
    /// <returns>False: there is no such agent, or the approved run does not wait in its queue.</returns>
    internal async Task<bool> PromoteAsync(string shard, AgentKey agent, CancellationToken cancel, RunId? approved = null, bool byAdmin = false)
    {
        for (var tries = 1; tries <= Tries; tries++)
        {
            var (outcome, committed) = await rows.LockAsync(shard, () => TryPromoteAsync(shard, agent, approved, byAdmin, cancel));
            if (outcome is null)
            {
                return false;
            }

            if (committed)
            {
                await TellAsync(shard, outcome, cancel);
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"runs of agent \"{agent.Name}\" could not be promoted: its row changes too often");
    }

    private async Task<(Outcome? Outcome, bool Committed)> TryPromoteAsync(string shard, AgentKey agent, RunId? approved, bool byAdmin, CancellationToken cancel)
    {
        if (await rows.Agents.FindAsync(agent, cancel) is not { } stored || (approved is { } wanted && !stored.Queue.Waiting.Contains(wanted)))
        {
            return (null, false);
        }

        var now = clock.GetUtcNow();
        var queue = approved is { } run ? Approval.Approve(stored.Queue, run, byAdmin) : stored.Queue;
        (queue, var owners) = await AskOwnersAsync(shard, queue, stored.Agent, now, cancel);
        var promotion = BudgetGate.Promote(queue, stored.Agent, now);
        return (new Outcome(stored.Agent, promotion, owners, now), promotion.Queue == stored.Queue || await CommitAsync(shard, stored, promotion, now, cancel));
    }

    private async Task<bool> CommitAsync(string shard, StoredAgent stored, Promotion promotion, DateTimeOffset now, CancellationToken cancel)
    {
        var (transaction, feed) = (new Transaction(shard), new AgentFeedWriter(stored));
        var started = await next.PromoteAsync(transaction, promotion.Promoted, feed, now, cancel);
        transaction.Merge(feed.Write(transaction, rows.Agents.QueueColumns(stored.Agent, promotion.Queue)), stored.ETag);
        if (!await rows.CommitAsync(transaction, cancel))
        {
            return false;
        }

        await after.SendAsync(shard, started, cancel); // after a crash before this, the sweep does it
        foreach (var run in started)
        {
            after.Telemeter.Promoted(run);
        }

        after.Telemeter.Changed(stored.Agent, promotion.Queue);
        await after.WakeAsync(shard, promotion.Delayed, cancel);
        return true;
    }

    /// <summary>Asks the owners' ledgers for runs that wait for one and could have a slot, in queue order.</summary>
    private async Task<(AgentQueue Queue, OwnerAnswers Owners)> AskOwnersAsync(string shard, AgentQueue queue, Agent agent, DateTimeOffset now, CancellationToken cancel)
    {
        var owners = new OwnerAnswers([], []);
        var blocked = new Dictionary<string, BudgetHold>(StringComparer.Ordinal);
        var free = agent.MaxConcurrent - queue.Running.Length;
        foreach (var id in queue.Waiting)
        {
            var terms = queue.TermsOf(id);
            if (free <= 0)
            {
                break;
            }

            if (!terms.AwaitsOwner || terms.NotBefore > now || await rows.Runs.FindInFlightAsync(shard, id, cancel) is not { Run: { Status: RunStatus.Waiting } run } read)
            {
                continue;
            }

            if (blocked.GetValueOrDefault(run.Owner!) is { } before && terms is { IsApprovedByAdmin: false, IsImmediate: false })
            {
                owners.Held.Add((read, before));
                continue;
            }

            // Read, not cached: this is where the limit is enforced.
            var limit = await ownerLimits.FindAsync(run.Tenant, run.Owner!, cancel);
            var (reserves, whose) = (queue.Adherence.ReservationOf(terms.MaxCostUsd), $"the budget of {run.Owner}");
            var answer = limit is null ? OwnerAnswer.NoLimit : await ledger.AskAsync(run, reserves, limit, terms.IsApprovedByAdmin, isDelayed: terms.IsImmediate || terms.NotBefore is not null, cancel);
            if (answer.Verdict == BudgetVerdict.Spent)
            {
                owners.Spent.Add((id, limit!.OnLimit, BudgetHold.Spent(answer.Budget, whose, now)));
            }
            else if (answer.Delay > TimeSpan.Zero)
            {
                queue = queue.With(id, terms with { NotBefore = now + answer.Delay });
                owners.Held.Add((read, BudgetHold.Delayed(whose, answer.Budget.Words, now + answer.Delay)));
            }
            else if (answer.Verdict == BudgetVerdict.Starts)
            {
                queue = queue.With(id, terms with { AwaitsOwner = false, NotBefore = null, OwnerLeftUsd = answer.LeftUsd });
                free--;
            }
            else
            {
                var hold = BudgetHold.Reserved(whose, answer.Budget.Words, terms.MaxCostUsd, answer.ReservesUsd, answer.InFlight, reserves is null ? BudgetHold.AgentsProof : $"the runs of {run.Owner} have shown that they keep");
                owners.Held.Add((read, hold));
                if (!terms.IsImmediate)
                {
                    blocked[run.Owner!] = hold; // later runs of the same owner wait, too
                }
            }
        }

        return (queue, owners);
    }

    /// <summary>Rejects or marks runs that a budget keeps from starting, and schedules a check of delayed ones.</summary>
    private async Task TellAsync(string shard, Outcome outcome, CancellationToken cancel)
    {
        var queue = outcome.Promotion.Queue;
        var budget = outcome.Agent.Limits is { } limits && Budget.Of(limits, queue.Spending, outcome.At) is { IsSpent: true } spentBudget ? spentBudget : null;
        foreach (var (spent, onLimit, hold) in outcome.Owners.Spent)
        {
            if (onLimit == OnLimit.Approve && IsHeldByAgent(spent))
            {
                continue;
            }

            await TellAsync(shard, spent, queue.TermsOf(spent).IsImmediate ? OnLimit.Reject : onLimit, hold, cancel);
        }

        await after.WakeAsync(shard, outcome.Owners.Held.Where(one => one.Hold.Until is not null).Select(one => (one.Read.Run.Id, one.Hold.Until!.Value)), cancel);
        await held.MarkAsync(shard, outcome.Promotion.Held, cancel);
        foreach (var (read, hold) in outcome.Owners.Held.Where(one => !IsHeldByAgent(one.Read.Run.Id)))
        {
            await held.MarkAsync(shard, read, hold, cancel);
        }

        if (budget is not null)
        {
            foreach (var waiting in queue.Waiting.Where(IsHeldByAgent))
            {
                await TellAsync(shard, waiting, queue.TermsOf(waiting).IsImmediate ? OnLimit.Reject : outcome.Agent.OnLimit, BudgetHold.Spent(budget, BudgetGate.Whose, outcome.At), cancel);
            }
        }

        // It says that it waits for the agent's budget, until that is approved; then for its owner's, if that holds it, too.
        bool IsHeldByAgent(RunId run) => budget is not null && !queue.TermsOf(run).IsApproved;
    }

    /// <summary>Handles a waiting run whose budget is spent: rejects it, or records that it waits for approval.</summary>
    private async Task TellAsync(string shard, RunId run, OnLimit onLimit, BudgetHold spent, CancellationToken cancel)
    {
        if (onLimit == OnLimit.Reject)
        {
            await closer.CloseAsync(shard, run, (r, now) => r.Status == RunStatus.Waiting ? r.End(RunStatus.Rejected, spent.Reason, spent.Sentence, now) : null, cancel);
        }
        else if (await rows.Runs.FindInFlightAsync(shard, run, cancel) is { } read && await held.MarkAsync(shard, read, spent.ForApproval(), cancel))
        {
            after.Logger.WaitsForApproval(run.ToString(), spent.Sentence);
        }
    }

    /// <param name="Agent">The agent.</param>
    /// <param name="Promotion">Its queue after the decision, and who starts and who does not.</param>
    /// <param name="Owners">Answers of the owners' ledgers.</param>
    /// <param name="At">The time of the decision.</param>
    private sealed record Outcome(Agent Agent, Promotion Promotion, OwnerAnswers Owners, DateTimeOffset At);

    /// <param name="Spent">Runs whose owners' budgets are spent.</param>
    /// <param name="Held">Runs that start later, and why.</param>
    private sealed record OwnerAnswers(List<(RunId Run, OnLimit OnLimit, BudgetHold Hold)> Spent, List<(InFlightRun Read, BudgetHold Hold)> Held);
}
