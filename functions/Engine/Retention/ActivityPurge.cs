using AgentSched.Model.Activities;
using AgentSched.Storage.Tables;
using Azure;

namespace AgentSched.Engine.Retention;

/// <summary>Deletes expired feed entries, including those of deleted agents and schedules. Row keys contain the time, so nothing else is read.</summary>
public sealed class ActivityPurge(TableStore store)
{
    /// <summary>Purges the feeds of a partition. One query for each feed, and one for each 1,000 old entries.</summary>
    /// <returns>How many entries were deleted.</returns>
    internal async Task<int> PurgeAsync(string partition, DateTimeOffset before, CancellationToken cancel)
    {
        var gone = 0;
        for (string? after = null; ;)
        {
            // The newest entry after the last feed shows which feed is next.
            var (rows, _) = await store.PageAsync(partition, Keys.Activities, limit: 1, after, cancel);
            if (rows is not [var first])
            {
                return gone;
            }

            var prefix = first.RowKey[..(first.RowKey.LastIndexOf('|') + 1)];
            gone += await PurgeFeedAsync(partition, prefix, before, cancel);
            if (prefix == Keys.Activities)
            {
                return gone; // the tenant's feed, the only one of its partition
            }

            after = prefix[Keys.Activities.Length..^1] + "}"; // after all rows of that feed
        }
    }

    private async Task<int> PurgeFeedAsync(string partition, string prefix, DateTimeOffset before, CancellationToken cancel)
    {
        var (gone, old) = (0, new List<string>());
        await foreach (var row in store.QueryAsync(Keys.Between(partition, prefix, Keys.NewestFirst(ActivitySequence.Of(before) - 1), after: null, end: null), cancel))
        {
            old.Add(row.RowKey);
            if (old.Count == Transaction.MaxActions)
            {
                gone += await DeleteAsync(partition, old, cancel);
                old.Clear();
            }
        }

        return gone + await DeleteAsync(partition, old, cancel);
    }

    private async Task<int> DeleteAsync(string partition, List<string> rows, CancellationToken cancel)
    {
        if (rows.Count > 0)
        {
            await store.CommitAsync(rows.Aggregate(new Transaction(partition), (t, row) => t.Delete(row, ETag.All)), cancel); // if it fails, another purge was faster
        }

        return rows.Count;
    }
}
