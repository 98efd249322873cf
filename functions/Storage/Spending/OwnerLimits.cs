using System.Collections.Concurrent;
using System.Collections.Frozen;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Spending;

/// <summary>
/// Spending limits of owners. Runs use a cached copy, which is valid for five minutes for a tenant without limits, and for one minute
/// otherwise. Until then another process may not enforce a new limit; the runs that it starts meanwhile count towards it all the same.
/// </summary>
public sealed class OwnerLimits(TableStore store, Instruments instruments, TimeProvider clock)
{
    private const int Tries = 10;

    private static readonly TimeSpan SomeAreFreshFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan NoneIsFreshFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset ReadAt, FrozenDictionary<string, OwnerLimit> ByOwner)> _known = new(StringComparer.Ordinal);

    /// <summary>An owner's limit from the cache. Null: it has none.</summary>
    /// <param name="tenant">The owner's tenant.</param>
    /// <param name="owner">The owner. Null: a run without an owner, to which no limit applies.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async ValueTask<OwnerLimit?> KnownAsync(string tenant, string? owner, CancellationToken cancel)
    {
        if (owner is null)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (!_known.TryGetValue(tenant, out var known) || now - known.ReadAt >= (known.ByOwner.Count == 0 ? NoneIsFreshFor : SomeAreFreshFor))
        {
            var all = new Dictionary<string, OwnerLimit>(StringComparer.Ordinal);
            await foreach (var row in store.QueryAsync(Keys.Prefix(Keys.Tenant(tenant), Keys.OwnerLimits), cancel))
            {
                var limit = Read(row);
                all[limit.Owner] = limit;
                instruments.SetBudget(tenant, limit.Owner, limit.Limits.MonthUsd);
            }

            _known[tenant] = known = (now, all.ToFrozenDictionary(StringComparer.Ordinal));
        }

        return known.ByOwner.GetValueOrDefault(owner);
    }

    /// <summary>An owner's limit, read from the table. Null: it has none.</summary>
    internal async Task<OwnerLimit?> FindAsync(string tenant, string owner, CancellationToken cancel) =>
        await store.GetAsync(Keys.Tenant(tenant), Keys.OwnerLimit(owner), cancel) is { } row ? Read(row) : null;

    internal async Task PutAsync(string tenant, OwnerLimit limit, CancellationToken cancel)
    {
        var row = new TableEntity(Keys.Tenant(tenant), Keys.OwnerLimit(limit.Owner)) { ["Limits"] = SpendingLimits.ToColumn(limit.Limits), ["OnLimit"] = limit.OnLimit.ToString() };
        for (var tries = 1; !await TryPutAsync(row, cancel); tries++)
        {
            if (tries == Tries)
            {
                throw new InvalidOperationException($"the limits of owner \"{limit.Owner}\" change too often");
            }
        }

        _known.TryRemove(tenant, out _);
    }

    /// <summary>Writes under the existing row's ETag: an upsert whose answer was lost is sent twice, and the second could overwrite a change made in between.</summary>
    private async Task<bool> TryPutAsync(TableEntity row, CancellationToken cancel)
    {
        var transaction = new Transaction(row.PartitionKey).WithWitness();
        var before = await store.GetAsync(row.PartitionKey, row.RowKey, cancel);
        return await store.CommitAsync(before is null ? transaction.Insert(row) : transaction.Replace(row, before.ETag), cancel);
    }

    internal async Task DeleteAsync(string tenant, string owner, CancellationToken cancel)
    {
        if (await store.GetAsync(Keys.Tenant(tenant), Keys.OwnerLimit(owner), cancel) is { } row)
        {
            await store.CommitAsync(new Transaction(row.PartitionKey).Delete(row.RowKey, row.ETag), cancel); // false: another caller was faster
        }

        instruments.SetBudget(tenant, owner, monthUsd: null);
        _known.TryRemove(tenant, out _);
    }

    private static OwnerLimit Read(TableEntity row) =>
        new(row.RowKey[Keys.OwnerLimits.Length..], SpendingLimits.FromColumn(row.GetString("Limits")) ?? SpendingLimits.None, row.Word("OnLimit", OnLimit.Reject));
}
