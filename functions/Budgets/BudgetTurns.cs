using AgentSched.Agents;
using AgentSched.Dispatch;
using AgentSched.Runs;
using AgentSched.Storage;
using Microsoft.Extensions.Logging;

namespace AgentSched.Budgets;

/// <summary>
/// Goes on with runs that wait for their agent's budget: when a delay is over, when somebody approved one, when a new day has money
/// again, and when nothing is left and those that wait must be told. Safe to repeat; the sweep does where a message was lost.
/// </summary>
public sealed class BudgetTurns(
    RowCache cache, AgentTable agents, RunTable runs, RunCloser closer, RunQueue queue, TimeProvider clock, ILogger<BudgetTurns> logger)
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
            if (await agents.FindAsync(tenant, name, cancel) is not { } stored || (approved is { } wanted && !stored.Queue.Waiting.Contains(wanted)))
            {
                return false;
            }

            var now = clock.GetUtcNow();
            var line = approved is { } run ? stored.Queue.With(run, stored.Queue.TermsOf(run) with { IsApproved = true }) : stored.Queue;
            var turn = BudgetGate.Promote(line, stored.Agent, now);
            if (turn.Queue != stored.Queue && !await CommitAsync(shard, stored, turn, now, cancel))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
                continue;
            }

            if (stored.Agent.Limits is { } limits && Budget.Of(limits, turn.Queue.Books, now) is { IsSpent: true } budget)
            {
                await TellAsync(shard, stored.Agent, turn.Queue, budget, cancel);
            }

            return true;
        }

        throw new InvalidOperationException($"runs of agent \"{name}\" could not have their turn: its row changes too often");
    }

    private async Task<bool> CommitAsync(string shard, StoredAgent stored, Turn turn, DateTimeOffset now, CancellationToken cancel)
    {
        var transaction = new Transaction(shard).Merge(agents.QueueColumns(stored.Agent, turn.Queue), stored.ETag);
        var started = await closer.PromoteAsync(transaction, shard, turn.Promoted, now, cancel);
        if (!await cache.CommitAsync(transaction, cancel))
        {
            return false;
        }

        await queue.SendAsync(shard, started, cancel); // a crash before this is found by the sweep
        await queue.WakeAsync(shard, turn.Delayed, cancel);
        return true;
    }

    /// <summary>The budget is spent: runs that wait are rejected one by one, or say that they wait for approval.</summary>
    private async Task TellAsync(string shard, Agent agent, AgentQueue line, Budget budget, CancellationToken cancel)
    {
        foreach (var run in line.Waiting.Where(run => !line.TermsOf(run).IsApproved))
        {
            if (agent.OnLimit == OnLimit.Reject)
            {
                await closer.CloseAsync(
                    shard, run, (r, now) => r.Status == RunStatus.Waiting ? r.End(RunStatus.Rejected, RunReason.BudgetSpent, BudgetGate.Spent(budget), now) : null, cancel);
            }
            else if (await runs.FindInFlightAsync(shard, run, cancel) is { Run: { Status: RunStatus.Waiting, Reason: null } waiting } read)
            {
                var held = waiting with { Reason = RunReason.BudgetSpent, Sentence = $"waits for approval; {BudgetGate.Spent(budget)}" };
                var transaction = new Transaction(shard).Replace(RunRow.InFlight(held, shard), read.ETag);
                RunCloser.AddRecords(transaction, held, shard);
                if (await cache.CommitAsync(transaction, cancel)) // else it has moved on
                {
                    logger.WaitsForApproval(run.ToString(), budget.Words);
                }
            }
        }
    }
}
