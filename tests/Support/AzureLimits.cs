using System.Text;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Tests.Support;

/// <summary>
/// What Azure Table Storage refuses and Azurite takes: a story that would break a limit on Azure fails here. Sizes as documented at
/// https://learn.microsoft.com/azure/storage/tables/scalability-targets: 4 MiB a transaction, 1 MiB an entity, 252 properties, 64 KiB a text, 1 KiB a key.
/// </summary>
internal sealed class AzureLimits(StorageClients clients) : TableStore(clients)
{
    internal override Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        var problems = Problems(transaction.Partition, [.. transaction.Actions.Select(action => (TableEntity)action.Entity)]).ToList();
        return problems.Count == 0
            ? base.CommitAsync(transaction, cancel)
            : throw new InvalidOperationException($"Azure would refuse this transaction: {string.Join("; ", problems)}");
    }

    internal static IEnumerable<string> Problems(string partition, IReadOnlyList<TableEntity> rows)
    {
        if (rows.Count is 0 or > 100)
        {
            yield return $"{rows.Count} operations";
        }

        if (rows.DistinctBy(row => row.RowKey).Count() < rows.Count)
        {
            yield return "a row twice";
        }

        if (rows.Sum(SizeOf) > 4 << 20)
        {
            yield return $"{rows.Sum(SizeOf)} bytes";
        }

        foreach (var row in rows)
        {
            var named = $"row \"{row.RowKey}\"";
            if (row.PartitionKey != partition)
            {
                yield return $"{named} is of partition \"{row.PartitionKey}\"";
            }

            if (new[] { row.PartitionKey, row.RowKey }.Any(key => key.Length > 512 || key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c))))
            {
                yield return $"{named} has a key that is too long, or a character that keys may not have";
            }

            var columns = row.Where(column => column.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && column.Value is not null).ToList();
            if (columns.Count > 252 || columns.Any(column => column.Key.Length > 255 || !column.Key.All(c => char.IsLetterOrDigit(c) || c == '_')))
            {
                yield return $"{named} has {columns.Count} properties, or one with a name that is not allowed";
            }

            foreach (var (name, value) in columns.Where(column => column.Value is string { Length: > 32 * 1024 } or DateTimeOffset { Year: < 1601 }))
            {
                yield return $"{named}, {name}: {(value is string text ? $"{text.Length} characters" : value)}";
            }

            if (SizeOf(row) > 1 << 20)
            {
                yield return $"{named} has {SizeOf(row)} bytes";
            }
        }
    }

    /// <summary>An upper bound: names and texts in UTF-16, as the service counts them; other values 16 bytes.</summary>
    private static int SizeOf(TableEntity row) =>
        row.Sum(column => 8 + Encoding.Unicode.GetByteCount(column.Key) + (column.Value is string text ? Encoding.Unicode.GetByteCount(text) : column.Value is byte[] bytes ? bytes.Length : 16));
}
