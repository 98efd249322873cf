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
/// Reserves for runs of owners that have limits, and settles them. An owner's runs lie in many shards, so this is a row of its own in the
/// owner's partition: reserved before a run gets its slot, settled after it ended. Only owners with limits pay for it.
/// </summary>
/// <remarks>
/// A crash between a run's end and its settling leaves what was reserved standing, so the limit holds (see <see cref="Budget"/>: what is
/// reserved is not less than what the run cost). Whoever finds the ledger in its way looks whether such runs are still in flight,
/// and settles those that are not by their records. A run that started before its owner had limits settles when it ends, once.
/// </remarks>
public sealed class OwnerLedger(ShardRows rows, OwnerLimits limits, Aftermath after, TimeProvider clock)
{
    private const int Tries = 40;

    /// <summary>Most runs that one look settles.</summary>
    private const int MaxMended = 20;

    /// <summary>How long something is reserved before anybody looks whether its run is still in flight.</summary>
    private static readonly TimeSpan Doubtful = TimeSpan.FromMinutes(2);

    /// <summary>An owner's ledger, with all settled that has ended.</summary>
    internal async Task<OwnerAccount> ReadAsync(string tenant, string owner, CancellationToken cancel)
    {
        var books = (await FindAsync(tenant, owner, cancel)).Books;
        return await MendAsync(tenant, owner, books, cancel) ? (await FindAsync(tenant, owner, cancel)).Books : books;
    }

    /// <summary>Begins a ledger where there is none.</summary>
    /// <param name="tenant">Whose tenant.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="spent">What the owner's runs cost today and this month so far.</param>
    /// <param name="cancel">Ends the call.</param>
    internal Task BeginAsync(string tenant, string owner, OwnerAccount spent, CancellationToken cancel) =>
        rows.CommitAsync(new Transaction(Keys.Owner(tenant, owner)).Insert(spent.Write(tenant, owner)), cancel);

    /// <summary>Ends a ledger. Runs that it reserved for go on; nothing counts them any more.</summary>
    internal async Task EndAsync(string tenant, string owner, CancellationToken cancel)
    {
        for (var tries = 0; tries < Tries && (await FindAsync(tenant, owner, cancel)).ETag is { } etag; tries++)
        {
            if (await rows.CommitAsync(new Transaction(Keys.Owner(tenant, owner)).Delete(Keys.LedgerRow, etag), cancel))
            {
                return;
            }
        }
    }

    /// <summary>Reserves for a run that would have a slot.</summary>
    /// <param name="run">The run.</param>
    /// <param name="limit">Its owner's.</param>
    /// <param name="isApproved">Whether somebody approved it: then it starts whatever is left.</param>
    /// <param name="isDelayed">Whether it has waited for its delay.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<OwnerAnswer> AskAsync(Run run, OwnerLimit limit, bool isApproved, bool isDelayed, CancellationToken cancel)
    {
        for (var mended = false; ; mended = true)
        {
            OwnerAnswer? answer = null;
            var before = await ChangeAsync(
                run.Tenant,
                limit.Owner,
                books =>
                {
                    (books, answer) = books.Ask(run, limit.Limits, clock.GetUtcNow(), isApproved, isDelayed);
                    return books;
                },
                cancel);
            if (answer!.Verdict == BudgetVerdict.Starts || mended || !await MendAsync(run.Tenant, limit.Owner, before, cancel))
            {
                return answer;
            }
        }
    }

    /// <summary>A run ended: its owner's ledger, if there is one, counts what it cost, and runs that waited for that are looked at again.</summary>
    internal async Task SettleAsync(Run ended, CancellationToken cancel)
    {
        if (ended.Owner is not { } owner || (!ended.AsksOwner && (ended.StartedAt is null || await limits.KnownAsync(ended.Tenant, owner, cancel) is null)))
        {
            return;
        }

        if (!ended.AsksOwner)
        {
            // Its owner had no limits when it opened. Entered first, it is counted once however often either change is tried.
            await ChangeAsync(ended.Tenant, owner, books => books.Ask(ended, Limits.None, clock.GetUtcNow(), isApproved: true, isDelayed: true).Books, cancel);
        }

        await SettleAsync(ended.Tenant, owner, ended, cancel);
    }

    private async Task SettleAsync(string tenant, string owner, Run ended, CancellationToken cancel)
    {
        var settled = OwnerAccount.Empty;
        var before = await ChangeAsync(tenant, owner, books => settled = books.UnderWay.Any(one => one.Run == ended.Id) ? books.Settle(ended) : books, cancel);
        if (settled == before)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (await limits.KnownAsync(tenant, owner, cancel) is { } limit
            && Budget.Of(limit.Limits, before.Books, now).Warning is null && Budget.Of(limit.Limits, settled.Books, now) is { Warning: { } warning } budget)
        {
            after.Logger.OwnerNearlySpent(owner, warning);
            after.Telemeter.BudgetWarning(tenant, agent: null, owner, budget.Share, warning);
        }

        foreach (var (agent, run) in before.Waiting)
        {
            await after.WakeAsync(rows.Agents.ShardOf(tenant, agent), [(run, now)], cancel); // the sweep does where this is lost
        }
    }

    /// <summary>Settles what ended without: a crash came between.</summary>
    /// <returns>Whether there was any.</returns>
    private async Task<bool> MendAsync(string tenant, string owner, OwnerAccount books, CancellationToken cancel)
    {
        var any = false;
        foreach (var doubtful in books.UnderWay.Where(one => clock.GetUtcNow() - one.At >= Doubtful).Take(MaxMended))
        {
            if (await rows.Runs.FindInFlightAsync(rows.Agents.ShardOf(tenant, doubtful.Agent), doubtful.Run, cancel) is null
                && await rows.Runs.FindAsync(tenant, doubtful.Agent, doubtful.Run, cancel) is { } ended && ended.Status.HasEnded())
            {
                await SettleAsync(tenant, owner, ended, cancel);
                any = true;
            }
        }

        return any;
    }

    /// <returns>The books before the change that got through.</returns>
    private async Task<OwnerAccount> ChangeAsync(string tenant, string owner, Func<OwnerAccount, OwnerAccount> change, CancellationToken cancel)
    {
        for (var tries = 1; tries <= Tries; tries++)
        {
            // Runs of one process take turns; those of several meet at the row's ETag.
            if (await rows.TakeTurnAsync(Keys.Owner(tenant, owner), () => TryChangeAsync(tenant, owner, change, cancel)) is { } before)
            {
                return before;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel);
        }

        throw new InvalidOperationException($"the ledger of owner \"{owner}\" changes too often");
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

    /// <remarks>Its row is alone in its transactions and all of the owner's runs write it, so it keeps the ids of several, for those whose answers are lost.</remarks>
    private async Task<(OwnerAccount Books, ETag? ETag, string? Ids)> FindAsync(string tenant, string owner, CancellationToken cancel) =>
        await rows.GetAsync(Keys.Owner(tenant, owner), Keys.LedgerRow, cancel) is { } row ? (OwnerAccount.Read(row), row.ETag, row.GetString(Transaction.IdColumn)) : (OwnerAccount.Empty, null, null);
}
