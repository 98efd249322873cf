using AgentSched.Model.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Storage.Activities;

/// <summary>
/// Writes the feed of events of a tenant that concern none of its agents: keys, and agents that are gone. An entry is in the tenant's partition
/// and is written right after the change that it reports, whose rows are in another partition: a crash in between loses the entry.
/// </summary>
public sealed class TenantFeed(TableStore store, ILogger<TenantFeed> logger)
{
    private const int Tries = 10;

    /// <summary>Adds an entry. A failure is only logged, because the reported change has already been made.</summary>
    internal async Task AddAsync(string tenant, ActivityEntry entry, CancellationToken cancel)
    {
        try
        {
            var partition = Keys.Tenant(tenant);
            var sequence = ActivitySequence.Of(entry.At);
            for (var tries = 0; tries < Tries && !await TryAsync(partition, entry, sequence + tries, cancel); tries++)
            {
                // Two entries in the same microsecond: take the next number.
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
