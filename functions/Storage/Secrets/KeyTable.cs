using System.Collections.Concurrent;
using AgentSched.Model.Access;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Secrets;

/// <summary>API key rows: partition <c>k</c>, row key = key id.</summary>
public sealed class KeyTable(TableStore store)
{
    /// <summary>Maximum age of the cached keys of a tenant. A key that another process revokes counts as valid for so long.</summary>
    internal static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    /// <summary>The same for a tenant that had no keys when they were read.</summary>
    private static readonly TimeSpan NoneIsFreshFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset ReadAt, ILookup<string, IssuedKey> ByOwner)> _known = new(StringComparer.Ordinal);

    /// <summary>A tenant's keys by owner, revoked and expired ones included, from a cache: one query a minute at most (five for a tenant without keys), and only while runs open.</summary>
    internal async ValueTask<ILookup<string, IssuedKey>> KnownAsync(string tenant, DateTimeOffset now, CancellationToken cancel)
    {
        if (!_known.TryGetValue(tenant, out var known) || now - known.ReadAt >= (known.ByOwner.Count == 0 ? NoneIsFreshFor : FreshFor))
        {
            _known[tenant] = known = (now, (await ListAsync(tenant, cancel)).ToLookup(key => key.Caller.Name, StringComparer.Ordinal));
        }

        return known.ByOwner;
    }

    internal async Task<IssuedKey?> FindAsync(string id, CancellationToken cancel) =>
        await store.GetAsync(Keys.KeyPartition, id, cancel) is { } row ? Read(row) : null;

    internal async Task<IReadOnlyList<IssuedKey>> ListAsync(string tenant, CancellationToken cancel)
    {
        var keys = new List<IssuedKey>();
        await foreach (var row in store.QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Keys.KeyPartition} and Tenant eq {tenant}"), cancel))
        {
            keys.Add(Read(row));
        }

        return keys;
    }

    internal async Task InsertAsync(IssuedKey key, CancellationToken cancel)
    {
        var row = new TableEntity(Keys.KeyPartition, key.Id)
        {
            ["Tenant"] = key.Caller.Tenant,
            ["Name"] = key.Caller.Name,
            ["Role"] = key.Caller.Role.ToString(),
            ["Hash"] = key.Hash,
            ["CreatedAt"] = key.CreatedAt,
            ["ExpiresAt"] = key.ExpiresAt,
        };
        if (!await store.CommitAsync(new Transaction(row.PartitionKey).Insert(row).WithWitness(), cancel))
        {
            throw new InvalidOperationException($"an API key \"{key.Id}\" already exists"); // the id is random
        }

        _known.TryRemove(key.Caller.Tenant, out _);
    }

    internal async Task RevokeAsync(string id, DateTimeOffset now, CancellationToken cancel)
    {
        await StampAsync(id, "RevokedAt", now, cancel);
        _known.Clear();
    }

    internal Task TouchAsync(string id, DateTimeOffset now, CancellationToken cancel) => StampAsync(id, "LastUsedAt", now, cancel);

    /// <remarks>Safe to send twice: it changes no other column, and key rows are never deleted.</remarks>
    private Task StampAsync(string id, string column, DateTimeOffset now, CancellationToken cancel) =>
        store.CommitAsync(new Transaction(Keys.KeyPartition).Merge(new TableEntity(Keys.KeyPartition, id) { [column] = now }, ETag.All), cancel);

    private static IssuedKey Read(TableEntity row) => new(
        row.RowKey,
        row.GetBinary("Hash"),
        new Caller(row.Text("Tenant"), row.Text("Name"), row.Word<Role>("Role")),
        row.Time("CreatedAt"),
        row.GetDateTimeOffset("ExpiresAt"),
        row.GetDateTimeOffset("RevokedAt"),
        row.GetDateTimeOffset("LastUsedAt"));
}
