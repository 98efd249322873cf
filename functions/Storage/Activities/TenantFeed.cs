using AgentSched.Model.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Storage.Activities;

/// <summary>
/// What happened to a tenant and to none of its agents: keys, and agents that are gone. It lies in the tenant's partition and is written
/// right after what it tells, which has its own row elsewhere: a crash in between leaves it out.
/// </summary>
public sealed class TenantFeed(TableStore store, ILogger<TenantFeed> logger)
{
    private const int Tries = 10;

    /// <summary>Tells; what has happened does not fail because nobody can be told of it.</summary>
    internal async Task AddAsync(string tenant, ActivityEntry entry, CancellationToken cancel)
    {
        try
        {
            var partition = Keys.Tenant(tenant);
            var sequence = ActivitySequence.Of(entry.At);
            for (var tries = 0; tries < Tries && !await TryAsync(partition, entry, sequence + tries, cancel); tries++)
            {
                // Two things of the same microsecond: the next number.
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.NotInTenantFeed(e, tenant, entry.Type);
        }
    }

    private Task<bool> TryAsync(string partition, ActivityEntry entry, long sequence, CancellationToken cancel) =>
        store.CommitAsync(new Transaction(partition).Insert(ActivityRow.Write(entry, partition, $"{Keys.Activities}{Keys.NewestFirst(sequence)}")), cancel);
}
