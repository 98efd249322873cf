using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace AgentSched.Bench;

/// <summary>
/// What Azurite gives at most: as many requests of the same kinds and average sizes as were counted, sent side by side as fast as they are
/// answered, in no order and with no thought between them. Of this process, with the same client libraries.
/// </summary>
internal sealed class FireLimit(string storage)
{
    private const int AtOnce = 32, MostOperations = 100;
    private const string Row = "row";

    private static readonly string[] Partitions = ["s00", "s01", "s02", "s03"];

    private readonly TableClient _table = new(storage, "limit");
    private readonly QueueClient _queue = new(storage, "limit");
    private readonly BlobContainerClient _blobs = new(storage, "limit");
    private readonly ConcurrentBag<QueueMessage> _received = [];
    private int _next;

    /// <param name="counts">What was counted.</param>
    /// <param name="fill">Rows that the table holds before: Azurite looks at every row of a partition for a key, and at every row of a table for a range.</param>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> MeasureAsync(RequestCounts counts, int fill)
    {
        await Task.WhenAll(_table.CreateAsync(), _queue.CreateAsync(), _blobs.CreateAsync());
        await _blobs.GetBlobClient(Row).UploadAsync(new BinaryData(new byte[500]));
        foreach (var partition in Partitions)
        {
            await _table.UpsertEntityAsync(Entity(partition, Row, 500));
        }

        foreach (var chunk in Enumerable.Range(0, fill).GroupBy(i => i % Partitions.Length).SelectMany(group => group.Chunk(MostOperations).Select(rows => (Partition: Partitions[group.Key], Rows: rows))))
        {
            await _table.SubmitTransactionAsync(chunk.Rows.Select(i => new TableTransactionAction(TableTransactionActionType.Add, Entity(chunk.Partition, FormattableString.Invariant($"fill-{i:D8}"), 500))));
        }

        // Kinds mixed as evenly as they go.
        var work = counts.ByKind.SelectMany(c => Enumerable.Range(0, (int)Math.Round(Math.Max(0, c.Value.Requests))).Select(i => (At: (i + 0.5) / c.Value.Requests, c.Key, c.Value)))
            .OrderBy(one => one.At).ToList();
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) => await SendAsync(one.Key, one.Value));
        return Stopwatch.GetElapsedTime(began);
    }

    private async Task SendAsync(RequestKind kind, Tally tally)
    {
        var (number, partition) = (Interlocked.Increment(ref _next), Partitions[_next % Partitions.Length]);
        var (operations, bytes) = ((int)Math.Clamp(Math.Round(tally.Operations / tally.Requests), 1, MostOperations), (int)(tally.Bytes / tally.Requests));
        var key = FormattableString.Invariant($"{number:D8}");
        switch ((kind.Service, kind.What))
        {
            case ("table", "batch"):
                await _table.SubmitTransactionAsync(Enumerable.Range(0, operations).Select(i => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Entity(partition, $"{key}-{i}", bytes / operations))));
                break;
            case ("table", "query"):
                await foreach (var page in _table.QueryAsync<TableEntity>($"PartitionKey eq '{partition}' and RowKey ge '{number - 200:D8}' and RowKey lt '{number:D8}'", maxPerPage: 32).AsPages())
                {
                    _ = page;
                    break;
                }

                break;
            case ("table", "insert" or "merge" or "replace" or "delete"):
                await _table.UpsertEntityAsync(Entity(partition, key, bytes), TableUpdateMode.Replace);
                break;
            case ("table", _):
                await _table.GetEntityAsync<TableEntity>(partition, Row);
                break;
            case ("queue", "put"):
                await _queue.SendMessageAsync(new string('m', Math.Max(1, bytes)));
                break;
            case ("queue", "delete" or "update") when _received.TryTake(out var message):
                await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                break;
            case ("queue", "properties"):
                await _queue.GetPropertiesAsync();
                break;
            case ("queue", _):
                foreach (var message in (await _queue.ReceiveMessagesAsync(1)).Value)
                {
                    _received.Add(message);
                }

                break;
            case (_, "put"):
                await _blobs.GetBlobClient(key).UploadAsync(new BinaryData(new byte[bytes]));
                break;
            default:
                await _blobs.GetBlobClient(Row).GetPropertiesAsync();
                break;
        }
    }

    /// <summary>A row of about so many bytes as JSON.</summary>
    private static TableEntity Entity(string partition, string row, int bytes) => new(partition, row) { ["Text"] = new string('x', Math.Clamp(bytes - 250, 1, 30_000)), ["N"] = 1, ["At"] = DateTimeOffset.UnixEpoch, ETag = ETag.All };
}
