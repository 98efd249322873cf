using AgentSched.Engine.After;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;
using Azure;

namespace AgentSched.Engine.Budgets;

/// <summary>
/// Reserves budget for runs of owners that have limits, and settles it. An owner's runs lie in many shards, so the ledger is a row of its own in
/// the owner's partition: a run is reserved before it gets its slot and settled after it has ended. Only runs of owners with limits pay for this.
/// </summary>
/// <remarks>
/// A crash between a run's end and its settlement leaves the reservation in place, so the limit holds (see <see cref="Budget"/>: a reservation
/// is not less than the run's cost). Reading the ledger, or a refusal by it, checks whether runs with old reservations are still in flight, and
/// settles those that are not by their records. A run that started before its owner had limits is settled once, when it ends.
/// </remarks>
public sealed class OwnerLedger(ShardRows rows, OwnerLimits limits, Aftermath after, TimeProvider clock)
{
    private const int Tries = 40;

    /// <summary>Upper bound of runs that one check settles.</summary>
    private const int MaxSettled = 20;

    /// <summary>Age of a reservation at which the ledger checks whether its run is still in flight.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    /// <summary>Reads an owner's ledger, after settling runs that have ended.</summary>
    internal async Task<OwnerAccount> ReadAsync(string tenant, string owner, CancellationToken cancel)
    {
        var account = (await FindAsync(tenant, owner, cancel)).Account;
        return await MendAsync(tenant, owner, account, cancel) ? (await FindAsync(tenant, owner, cancel)).Account : account;
    }

    /// <summary>Creates a ledger if there is none.</summary>
    /// <param name="tenant">The owner's tenant.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="spent">Cost of the owner's runs so far, today and this month.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal Task BeginAsync(string tenant, string owner, OwnerAccount spent, CancellationToken cancel) =>
        rows.CommitAsync(new Transaction(Keys.Owner(tenant, owner)).Insert(spent.Write(tenant, owner)), cancel);

    /// <summary>Deletes a ledger. Runs with a reservation continue; they are no longer counted.</summary>
    internal async Task EndAsync(string tenant, string owner, CancellationToken cancel)
    {
        for (var tries = 0; (await FindAsync(tenant, owner, cancel)).ETag is { } etag; tries++)
        {
            if (await rows.CommitAsync(new Transaction(Keys.Owner(tenant, owner)).Delete(Keys.LedgerRow, etag), cancel))
            {
                return;
            }

            if (tries >= Tries)
            {
                throw new InvalidOperationException($"the ledger of owner \"{owner}\" could not be deleted: its row changes too often");
            }
        }
    }

    /// <summary>Reserves budget for a run that could have a slot.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reservesUsd">What it reserves. Null: all that is left.</param>
    /// <param name="limit">Its owner's limits.</param>
    /// <param name="isApproved">Whether it was approved: then it starts whatever budget is left.</param>
    /// <param name="isDelayed">Whether it has waited for its delay.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<OwnerAnswer> AskAsync(Run run, decimal? reservesUsd, OwnerLimit limit, bool isApproved, bool isDelayed, CancellationToken cancel)
    {
        for (var mended = false; ; mended = true)
        {
            OwnerAnswer? answer = null;
            var before = await ChangeAsync(
                run.Tenant,
                limit.Owner,
                account =>
                {
                    (account, answer) = account.Ask(run, reservesUsd, limit.Limits, clock.GetUtcNow(), isApproved, isDelayed);
                    return account;
                },
                cancel);
            if (answer!.Verdict == BudgetVerdict.Starts || mended || !await MendAsync(run.Tenant, limit.Owner, before, cancel))
            {
                return answer;
            }
        }
    }

    /// <summary>The budget of a run's owner, by its ledger. Null: no limits.</summary>
    internal async Task<Budget?> BudgetAsync(Run run, CancellationToken cancel) => run.Owner is { } owner && await limits.KnownAsync(run.Tenant, owner, cancel) is { } limit
        ? Budget.Of(limit.Limits, (await FindAsync(run.Tenant, owner, cancel)).Account.Spending, clock.GetUtcNow())
        : null;

    /// <summary>Counts an ended run's cost in its owner's ledger, if there is one, and schedules a check of runs that waited for that.</summary>
    internal async Task SettleAsync(Run ended, CancellationToken cancel)
    {
        if (ended.Owner is not { } owner || (!ended.AsksOwner && (ended.StartedAt is null || await limits.KnownAsync(ended.Tenant, owner, cancel) is null)))
        {
            return;
        }

        if (!ended.AsksOwner)
        {
            // Its owner had no limits when it opened. Reserving first makes it count once, however often either change is tried.
            await ChangeAsync(ended.Tenant, owner, account => account.Ask(ended, ended.MaxCostUsd, SpendingLimits.None, clock.GetUtcNow(), isApproved: true, isDelayed: true).Account, cancel);
        }

        await SettleAsync(ended.Tenant, owner, ended, cancel);
    }

    private async Task SettleAsync(string tenant, string owner, Run ended, CancellationToken cancel)
    {
        var settled = OwnerAccount.Empty;
        var before = await ChangeAsync(tenant, owner, account => settled = account.UnderWay.Any(one => one.Run == ended.Id) ? account.Settle(ended) : account, cancel);
        if (settled == before)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (await limits.KnownAsync(tenant, owner, cancel) is { } limit
            && Budget.Of(limit.Limits, before.Spending, now).Warning is null && Budget.Of(limit.Limits, settled.Spending, now) is { Warning: { } warning } budget)
        {
            after.Logger.OwnerNearlySpent(owner, warning);
            after.Telemeter.BudgetWarning(tenant, agent: null, owner, budget.Share, warning);
        }

        foreach (var (agent, run) in before.Waiting)
        {
            await after.WakeAsync(rows.Agents.ShardOf(AgentKey.Parse(tenant, agent)), [(run, now)], cancel); // if this is lost, the sweep does it
        }
    }

    /// <summary>Settles runs that ended without settlement because of a crash.</summary>
    /// <returns>Whether there were any.</returns>
    private async Task<bool> MendAsync(string tenant, string owner, OwnerAccount account, CancellationToken cancel)
    {
        var any = false;
        foreach (var doubtful in account.UnderWay.Where(one => clock.GetUtcNow() - one.At >= StaleAfter).Take(MaxSettled))
        {
            var agent = AgentKey.Parse(tenant, doubtful.Agent);
            if (await rows.Runs.FindInFlightAsync(rows.Agents.ShardOf(agent), doubtful.Run, cancel) is null
                && await rows.Runs.FindAsync(agent, doubtful.Run, cancel) is { } ended && ended.Status.HasEnded())
            {
                await SettleAsync(tenant, owner, ended, cancel);
                any = true;
            }
        }

        return any;
    }

    /// <returns>The account before the committed change.</returns>
    private async Task<OwnerAccount> ChangeAsync(string tenant, string owner, Func<OwnerAccount, OwnerAccount> change, CancellationToken cancel)
    {
        for (var tries = 1; tries <= Tries; tries++)
        {
            // The in-process lock serializes changes of this process; the row's ETag detects those of others.
            if (await rows.LockAsync(Keys.Owner(tenant, owner), () => TryChangeAsync(tenant, owner, change, cancel)) is { } before)
            {
                return before;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"the ledger of owner \"{owner}\" could not be changed: its row changes too often");
    }

    private async Task<OwnerAccount?> TryChangeAsync(string tenant, string owner, Func<OwnerAccount, OwnerAccount> change, CancellationToken cancel)
    {
        var (before, etag, ids) = await FindAsync(tenant, owner, cancel);
        var changed = change(before);
        if (changed == before)
        {
            return before;
        }

        var row = changed.Write(tenant, owner);
        var transaction = new Transaction(row.PartitionKey);
        return await rows.CommitAsync(etag is { } known ? transaction.Replace(row, known, ids) : transaction.Insert(row), cancel) ? before : null;
    }

    /// <remarks>
    /// The row is the only one of its transactions, and all of the owner's runs write it. So it keeps the ids of several transactions, to
    /// recognise commits whose responses were lost.
    /// </remarks>
    private async Task<(OwnerAccount Account, ETag? ETag, string? Ids)> FindAsync(string tenant, string owner, CancellationToken cancel) =>
        await rows.GetAsync(Keys.Owner(tenant, owner), Keys.LedgerRow, cancel) is { } row ? (OwnerAccount.Read(row), row.ETag, row.GetString(Transaction.IdColumn)) : (OwnerAccount.Empty, null, null);
}
