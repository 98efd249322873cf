using System.Diagnostics;
using System.Globalization;
using AgentSched.Azurite;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Ticks;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Account;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Bench;

/// <summary>
/// What a tick costs that finds nothing due, by how many schedules are stored: requests and rows read, counted. The rows lie in
/// Azurite as the app writes them, and beyond that in a table in this process; their times are far ahead. Seconds say more of Azurite than of the app.
/// </summary>
internal static class ScanBench
{
    private const int SchedulesPerAgent = 100;

    public static int Run(Options options)
    {
        var read = options.Read(("shards", 32, 1), ("to", 100_000, 100), ("in-process", 1_000_000, 0));
        return RunAsync(read[0], read[1], read[2]).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(int shards, int to, int inProcess)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A tick that finds nothing due, {shards} shards."));
        Console.WriteLine();
        Console.WriteLine("| schedules stored | storage requests | rows read | seconds |");
        Console.WriteLine("|--:|--:|--:|--:|");
        var same = true;
        for (var size = 100; size <= to; size *= 10)
        {
            // One each: a range query of Azurite's slows with all rows that it holds.
            await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Log = Console.Error.WriteLine });
            await using var rows = await BenchRows.OpenAsync(azurite.ConnectionString(), shards);
            await FillAsync(rows, size);
            var counter = rows.Get<RequestCounter>();
            var before = counter.Counts.Values.Sum();
            var began = Stopwatch.GetTimestamp();
            var done = await rows.Get<Dispatcher>().DispatchDueAsync(DateTimeOffset.UtcNow, CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(began);
            var requests = counter.Counts.Values.Sum() - before;
            same &= done && requests == shards;
            var found = await RowsReadAsync(rows, shards);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | {requests} | {found} | {took.TotalSeconds:0.00} |"));
        }

        if (inProcess > 0)
        {
            same &= await CountAsync(shards, inProcess) == shards;
        }

        Console.WriteLine();
        Console.WriteLine(same ? "Requests equal shards at every size." : "Requests differ from the number of shards.");
        return same ? 0 : 1;
    }

    /// <summary>The same against a table in this process, which counts what it is asked: more than Azurite could hold.</summary>
    private static async Task<long> CountAsync(int shards, int size)
    {
        var table = new CountingTable();
        await using var rows = BenchRows.OfTable(table, shards);
        var now = DateTimeOffset.UtcNow;
        foreach (var shard in ShardsOf(rows, size, now))
        {
            var due = shard.Select(schedule => DueSchedule.Of(schedule, shard.Key, schedule.NextAfter(now)!.Value, DispatchProgress.New, now).Write()).OrderBy(row => row.RowKey, StringComparer.Ordinal);
            foreach (var some in due.Chunk(Transaction.MaxActions))
            {
                table.Insert(shard.Key, some);
            }
        }

        var began = Stopwatch.GetTimestamp();
        await rows.Get<Dispatcher>().DispatchDueAsync(now, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} (in process) | {table.Requests} | {table.RowsRead} | {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} |"));
        return table.Requests;
    }

    /// <summary>The tick's queries once more, to see what they bring.</summary>
    private static async Task<int> RowsReadAsync(BenchRows rows, int shards)
    {
        var found = 0;
        var until = DateTimeOffset.UtcNow + new DispatchOptions().LookAhead;
        foreach (var shard in Keys.Shards(shards))
        {
            await foreach (var row in rows.Get<TableStore>().QueryAsync(Keys.DueUntil(shard, until), CancellationToken.None))
            {
                _ = row;
                found++;
            }
        }

        return found;
    }

    /// <summary>Schedules with their marks and due rows, a transaction for as many as fit.</summary>
    private static async Task FillAsync(BenchRows rows, int size)
    {
        var now = DateTimeOffset.UtcNow;
        var store = rows.Get<TableStore>();
        foreach (var shard in ShardsOf(rows, size, now))
        {
            foreach (var some in shard.Chunk(Transaction.MaxActions / 3))
            {
                var transaction = new Transaction(shard.Key);
                foreach (var row in some.SelectMany(schedule => RowsOf(schedule, shard.Key, now)))
                {
                    transaction.Insert(row);
                }

                if (!await store.CommitAsync(transaction, CancellationToken.None))
                {
                    throw new InvalidOperationException("a row exists");
                }
            }
        }
    }

    /// <summary>Schedules that come due in a month at the earliest, by shard.</summary>
    private static IEnumerable<IGrouping<string, Schedule>> ShardsOf(BenchRows rows, int size, DateTimeOffset now)
    {
        var agents = rows.Get<AgentTable>();
        return Enumerable.Range(0, size)
            .Select(i => BenchRows.Schedule(i, BenchRig.NameOf(i / SchedulesPerAgent), now.AddDays(30 + (i % 300)), TimeSpan.FromDays(365), now))
            .GroupBy(schedule => agents.ShardOf(schedule.AgentKey), StringComparer.Ordinal);
    }

    private static IEnumerable<TableEntity> RowsOf(Schedule schedule, string shard, DateTimeOffset now)
    {
        var next = schedule.NextAfter(now)!.Value;
        yield return ScheduleRow.Write(schedule, shard, Keys.Schedule(schedule.AgentKey, schedule.Id));
        yield return (DispatchProgress.New with { Next = next }).Write(shard, schedule.AgentKey, schedule.Id);
        yield return DueSchedule.Of(schedule, shard, next, DispatchProgress.New, now).Write();
    }
}
