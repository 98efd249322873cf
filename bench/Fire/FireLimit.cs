using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AgentSched.Agents;
using AgentSched.Runs;
using AgentSched.Storage;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Bench;

/// <summary>
/// What the storage account gives at most: the requests that so many runs need, of the same sizes and in the same shares, sent as
/// fast as they are answered, in no order and with no thought between them. Of this process, with the same client libraries.
/// </summary>
internal sealed class FireLimit(string storage, int shards)
{
    private const int AtOnce = 32;
    private const int ClaimsTogether = 25, MessageRuns = 32, OpensTogether = 16; // as Claim, RunRequest and RunOpener put runs together

    private static readonly byte[] Log = Gzip(new string('x', 200) + Guid.NewGuid() + new string('y', 200));

    private readonly StorageClients _clients = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", storage)]).Build(), new RequestCounter());

    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> MeasureAsync(int runs, int agents)
    {
        await Task.WhenAll(_clients.Table.CreateIfNotExistsAsync(), _clients.Runs.CreateIfNotExistsAsync(), _clients.Logs.CreateIfNotExistsAsync());
        var now = DateTimeOffset.UtcNow;
        await OneAsync(-1, runs, agents, now); // connections

        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, runs),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, _) => await OneAsync(i, runs, agents, now));
        return Stopwatch.GetElapsedTime(began);
    }

    private async Task OneAsync(int i, int runs, int agents, DateTimeOffset now)
    {
        var shard = Keys.Shard(((i % shards) + shards) % shards);
        var run = SomeRun(RunId.New(now), now);
        var table = _clients.Table;
        if (i % ClaimsTogether == 0)
        {
            await table.SubmitTransactionAsync(Enumerable.Range(0, ClaimsTogether * 4).Select(row => Insert(Small(shard, $"d|{i}|{row}"))));
        }

        if (i % MessageRuns == 0)
        {
            await _clients.Runs.SendMessageAsync(new string('m', 900));
            if ((await _clients.Runs.ReceiveMessagesAsync(1)).Value is [var message])
            {
                await _clients.Runs.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }

            await foreach (var row in table.QueryAsync<TableEntity>(Keys.Prefix(shard, $"d|{i}|"), MessageRuns))
            {
                _ = row;
            }
        }

        if (i % Math.Max(1, runs / agents) == 0)
        {
            await table.GetEntityIfExistsAsync<TableEntity>(shard, $"g|{i}");
        }

        if (i % OpensTogether == 0)
        {
            await table.SubmitTransactionAsync(Enumerable.Range(0, OpensTogether).SelectMany(_ =>
            {
                var one = SomeRun(RunId.New(now), now);
                return (TableTransactionAction[])
                [
                    Insert(RunRow.InFlight(one, shard)), Insert(RunRow.Record(one, shard)), Insert(RunRow.RecordOfSchedule(one, shard)),
                    Insert(Small(shard, $"g|{one.Id}")), Insert(Small(shard, $"s|{one.Id}")),
                ];
            }));
        }

        await table.GetEntityIfExistsAsync<TableEntity>(shard, $"s|{run.Id}"); // the schedule, once
        await table.GetEntityIfExistsAsync<TableEntity>(shard, Keys.InFlight(run.Id));
        await _clients.Logs.GetBlobClient($"{run.Id}").UploadAsync(new BinaryData(Log));
        var ended = run.End(RunStatus.Succeeded, RunReason.Completed, "done", now) with { Answer = new AgentAnswer { Response = new string('r', 100) } };
        await table.SubmitTransactionAsync(
        [
            Insert(RunRow.InFlight(ended, shard)), Insert(RunRow.Record(ended, shard)), Insert(RunRow.RecordOfSchedule(ended, shard)),
            Insert(Small(shard, $"g|{run.Id}")), Insert(Small(shard, $"s|{run.Id}")),
        ]);
    }

    private static TableTransactionAction Insert(TableEntity row) => new(TableTransactionActionType.UpsertReplace, row);

    private static TableEntity Small(string shard, string key) => new(shard, key) { ["Running"] = new string('x', 100), ["Waiting"] = string.Empty, ["At"] = DateTimeOffset.UnixEpoch, ["N"] = 1 };

    private static Run SomeRun(RunId id, DateTimeOffset now) => new()
    {
        Id = id,
        Tenant = "main",
        Agent = "agent",
        ScheduleId = "k3v9q2m7x4b8c1d5",
        ScheduleName = "bench",
        Owner = "bench",
        Trigger = RunTrigger.Schedule,
        Status = RunStatus.Running,
        NominalTime = now,
        DueTime = now,
        ClaimedAt = now,
        StartedAt = now,
        Deadline = now,
        Message = new string('m', 80),
    };

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
