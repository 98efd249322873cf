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
/// Goes on with runs that wait for their agent's or their owner's budget: when a delay is over, when somebody approved one, when a new day has money
/// again, and when nothing is left and those that wait must be told. Safe to repeat; the sweep does where a message was lost.
/// </summary>
public sealed class WaitingRuns(ShardRows rows, RunCloser closer, NextInLine next, OwnerLimits ownerLimits, OwnerLedger ledger, Aftermath after, TimeProvider clock)
{
    private const int Tries = 20;

    /// <summary>Gives free slots to those that may start, and ends those that the budget rejects.</summary>
    /// <param name="shard">The agent's partition.</param>
    /// <param name="tenant">Whose agent.</param>
    /// <param name="name">The agent.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="approved">A run that somebody approved. Null: none.</param>
    /// <returns>False: there is no such agent, or the approved run does not wait in its line.</returns>
    internal async Task<bool> GiveAsync(string shard, string tenant, string name, CancellationToken cancel, RunId? approved = null)
    {
        for (var tries = 1; tries <= Tries; tries++)
        {
            var (given, committed) = await rows.TakeTurnAsync(shard, () => TryGiveAsync(shard, tenant, name, approved, cancel));
            if (given is null)
            {
                return false;
            }

            if (committed)
            {
                await TellAsync(shard, given, cancel);
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"runs of agent \"{name}\" could not have their turn: its row changes too often");
    }

    private async Task<(Given? Given, bool Committed)> TryGiveAsync(string shard, string tenant, string name, RunId? approved, CancellationToken cancel)
    {
        if (await rows.Agents.FindAsync(tenant, name, cancel) is not { } stored || (approved is { } wanted && !stored.Queue.Waiting.Contains(wanted)))
        {
            return (null, false);
        }

        var now = clock.GetUtcNow();
        var line = approved is { } run ? stored.Queue.With(run, stored.Queue.TermsOf(run) with { IsApproved = true }) : stored.Queue;
        (line, var news) = await AskOwnersAsync(shard, line, stored.Agent, now, cancel);
        var turn = BudgetGate.Promote(line, stored.Agent, now);
        return (new Given(stored.Agent, turn.Queue, news, now), turn.Queue == stored.Queue || await CommitAsync(shard, stored, turn, now, cancel));
    }

    private async Task<bool> CommitAsync(string shard, StoredAgent stored, Turn turn, DateTimeOffset now, CancellationToken cancel)
    {
        var (transaction, feed) = (new Transaction(shard), new AgentFeedWriter(stored));
        var started = await next.PromoteAsync(transaction, turn.Promoted, feed, now, cancel);
        transaction.Merge(feed.Write(transaction, rows.Agents.QueueColumns(stored.Agent, turn.Queue)), stored.ETag);
        if (!await rows.CommitAsync(transaction, cancel))
        {
            return false;
        }

        await after.SendAsync(shard, started, cancel); // a crash before this is found by the sweep
        foreach (var run in started)
        {
            after.Telemeter.Turned(run);
        }

        after.Telemeter.Changed(stored.Agent, turn.Queue);
        await after.WakeAsync(shard, turn.Delayed, cancel);
        return true;
    }

    /// <summary>Asks the ledgers of owners for those that wait for one and could have a slot, in their order.</summary>
    private async Task<(AgentQueue Line, OwnerNews News)> AskOwnersAsync(string shard, AgentQueue line, Agent agent, DateTimeOffset now, CancellationToken cancel)
    {
        var news = new OwnerNews([], []);
        var blocked = new HashSet<string>(StringComparer.Ordinal);
        var free = agent.MaxConcurrent - line.Running.Length;
        foreach (var id in line.Waiting)
        {
            var terms = line.TermsOf(id);
            if (free <= 0)
            {
                break;
            }

            if (!terms.AwaitsOwner || terms.NotBefore > now || await rows.Runs.FindInFlightAsync(shard, id, cancel) is not { Run: { Status: RunStatus.Waiting } run }
                || (blocked.Contains(run.Owner!) && !terms.IsApproved))
            {
                continue;
            }

            // As it is, not as remembered: this is where a limit binds.
            var limit = await ownerLimits.FindAsync(run.Tenant, run.Owner!, cancel);
            var answer = limit is null ? OwnerAnswer.NoLimit : await ledger.AskAsync(run, limit, terms.IsApproved, isDelayed: terms.NotBefore is not null, cancel);
            if (answer.Verdict == BudgetVerdict.Spent)
            {
                news.Spent.Add((id, limit!.OnLimit, $"the budget of {limit.Owner} is spent: {answer.Words}"));
            }
            else if (answer.Delay > TimeSpan.Zero)
            {
                line = line.With(id, terms with { NotBefore = now + answer.Delay });
                news.Delayed.Add((id, now + answer.Delay));
            }
            else if (answer.Verdict == BudgetVerdict.Starts)
            {
                line = line.With(id, terms with { AwaitsOwner = false, NotBefore = null });
                free--;
            }
            else
            {
                blocked.Add(run.Owner!); // what is left is reserved: those behind of the same owner wait as well
            }
        }

        return (line, news);
    }

    /// <summary>Tells those for whom nothing is left, and has those that start later looked at again.</summary>
    private async Task TellAsync(string shard, Given given, CancellationToken cancel)
    {
        foreach (var (spent, onLimit, words) in given.News.Spent)
        {
            await TellAsync(shard, spent, onLimit, words, cancel);
        }

        await after.WakeAsync(shard, given.News.Delayed, cancel);
        if (given.Agent.Limits is { } limits && Budget.Of(limits, given.Line.Books, given.At) is { IsSpent: true } budget)
        {
            foreach (var waiting in given.Line.Waiting.Where(waiting => !given.Line.TermsOf(waiting).IsApproved))
            {
                await TellAsync(shard, waiting, given.Agent.OnLimit, BudgetGate.Spent(budget), cancel);
            }
        }
    }

    /// <summary>A budget is spent: a run that waits is rejected, or says that it waits for approval.</summary>
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
            if (await rows.CommitAsync(transaction, cancel)) // else it has moved on
            {
                after.Logger.WaitsForApproval(run.ToString(), spent);
            }
        }
    }

    /// <param name="Agent">The agent.</param>
    /// <param name="Line">Its queue now.</param>
    /// <param name="News">What the owners' ledgers said.</param>
    /// <param name="At">The moment.</param>
    private sealed record Given(Agent Agent, AgentQueue Line, OwnerNews News, DateTimeOffset At);

    /// <param name="Spent">Runs whose owners have nothing left.</param>
    /// <param name="Delayed">Runs that start later, and when they are looked at again.</param>
    private sealed record OwnerNews(List<(RunId Run, OnLimit OnLimit, string Words)> Spent, List<(RunId Run, DateTimeOffset At)> Delayed);
}
