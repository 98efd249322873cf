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
public sealed class WaitingRuns(ShardRows rows, RunCloser closer, Promoter next, OwnerLimits ownerLimits, OwnerLedger ledger, Aftermath after, TimeProvider clock)
{
    private const int Tries = 20;

    /// <summary>Gives free slots to waiting runs that may start, and ends those that the budget rejects.</summary>
    /// <param name="shard">The agent's partition.</param>
    /// <param name="tenant">The agent's tenant.</param>
    /// <param name="name">The agent.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="approved">A run that was approved. Null: none.</param>
    /// <returns>False: there is no such agent, or the approved run does not wait in its queue.</returns>
    internal async Task<bool> PromoteAsync(string shard, string tenant, string name, CancellationToken cancel, RunId? approved = null)
    {
        for (var tries = 1; tries <= Tries; tries++)
        {
            var (outcome, committed) = await rows.LockAsync(shard, () => TryPromoteAsync(shard, tenant, name, approved, cancel));
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

        throw new InvalidOperationException($"runs of agent \"{name}\" could not be promoted: its row changes too often");
    }

    private async Task<(Outcome? Outcome, bool Committed)> TryPromoteAsync(string shard, string tenant, string name, RunId? approved, CancellationToken cancel)
    {
        if (await rows.Agents.FindAsync(tenant, name, cancel) is not { } stored || (approved is { } wanted && !stored.Queue.Waiting.Contains(wanted)))
        {
            return (null, false);
        }

        var now = clock.GetUtcNow();
        var queue = approved is { } run ? stored.Queue.With(run, stored.Queue.TermsOf(run) with { IsApproved = true }) : stored.Queue;
        (queue, var owners) = await AskOwnersAsync(shard, queue, stored.Agent, now, cancel);
        var promotion = BudgetGate.Promote(queue, stored.Agent, now);
        return (new Outcome(stored.Agent, promotion.Queue, owners, now), promotion.Queue == stored.Queue || await CommitAsync(shard, stored, promotion, now, cancel));
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
        var blocked = new HashSet<string>(StringComparer.Ordinal);
        var free = agent.MaxConcurrent - queue.Running.Length;
        foreach (var id in queue.Waiting)
        {
            var terms = queue.TermsOf(id);
            if (free <= 0)
            {
                break;
            }

            if (!terms.AwaitsOwner || terms.NotBefore > now || await rows.Runs.FindInFlightAsync(shard, id, cancel) is not { Run: { Status: RunStatus.Waiting } run }
                || (blocked.Contains(run.Owner!) && !terms.IsApproved))
            {
                continue;
            }

            // Read, not cached: this is where the limit is enforced.
            var limit = await ownerLimits.FindAsync(run.Tenant, run.Owner!, cancel);
            var answer = limit is null ? OwnerAnswer.NoLimit : await ledger.AskAsync(run, limit, terms.IsApproved, isDelayed: terms.NotBefore is not null, cancel);
            if (answer.Verdict == BudgetVerdict.Spent)
            {
                owners.Spent.Add((id, limit!.OnLimit, $"the budget of {limit.Owner} is spent: {answer.Words}"));
            }
            else if (answer.Delay > TimeSpan.Zero)
            {
                queue = queue.With(id, terms with { NotBefore = now + answer.Delay });
                owners.Delayed.Add((id, now + answer.Delay));
            }
            else if (answer.Verdict == BudgetVerdict.Starts)
            {
                queue = queue.With(id, terms with { AwaitsOwner = false, NotBefore = null });
                free--;
            }
            else
            {
                blocked.Add(run.Owner!); // the rest is reserved: later runs of the same owner wait, too
            }
        }

        return (queue, owners);
    }

    /// <summary>Rejects or marks runs without budget, and schedules a check of delayed ones.</summary>
    private async Task TellAsync(string shard, Outcome outcome, CancellationToken cancel)
    {
        foreach (var (spent, onLimit, words) in outcome.Owners.Spent)
        {
            await TellAsync(shard, spent, onLimit, words, cancel);
        }

        await after.WakeAsync(shard, outcome.Owners.Delayed, cancel);
        if (outcome.Agent.Limits is { } limits && Budget.Of(limits, outcome.Queue.Spending, outcome.At) is { IsSpent: true } budget)
        {
            foreach (var waiting in outcome.Queue.Waiting.Where(waiting => !outcome.Queue.TermsOf(waiting).IsApproved))
            {
                await TellAsync(shard, waiting, outcome.Agent.OnLimit, BudgetGate.Spent(budget), cancel);
            }
        }
    }

    /// <summary>Handles a waiting run whose budget is spent: rejects it, or records that it waits for approval.</summary>
    private async Task TellAsync(string shard, RunId run, OnLimit onLimit, string spent, CancellationToken cancel)
    {
        if (onLimit == OnLimit.Reject)
        {
            await closer.CloseAsync(shard, run, (r, now) => r.Status == RunStatus.Waiting ? r.End(RunStatus.Rejected, RunReason.BudgetSpent, spent, now) : null, cancel);
        }
        else if (await rows.Runs.FindInFlightAsync(shard, run, cancel) is { Run: { Status: RunStatus.Waiting, Reason: null } waiting } read)
        {
            var held = waiting with { Reason = RunReason.BudgetSpent, Sentence = $"waits for approval; {spent}" };
            var transaction = new Transaction(shard).Replace(RunRow.InFlight(held, shard), read.ETag).UpsertRecords(held);
            if (await rows.CommitAsync(transaction, cancel)) // otherwise it has changed meanwhile
            {
                after.Logger.WaitsForApproval(run.ToString(), spent);
            }
        }
    }

    /// <param name="Agent">The agent.</param>
    /// <param name="Queue">Its queue after the decision.</param>
    /// <param name="Owners">Answers of the owners' ledgers.</param>
    /// <param name="At">The time of the decision.</param>
    private sealed record Outcome(Agent Agent, AgentQueue Queue, OwnerAnswers Owners, DateTimeOffset At);

    /// <param name="Spent">Runs whose owners' budgets are spent.</param>
    /// <param name="Delayed">Runs that start later, and when they are checked again.</param>
    private sealed record OwnerAnswers(List<(RunId Run, OnLimit OnLimit, string Words)> Spent, List<(RunId Run, DateTimeOffset At)> Delayed);
}
