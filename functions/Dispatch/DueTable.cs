using AgentSched.Activities;
using AgentSched.Runs;
using AgentSched.Schedules;
using AgentSched.Storage;
using AgentSched.Telemetry;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Dispatch;

/// <summary>Reads due rows. One that cannot be read, or whose spec does not work any more, is set aside where it stops nothing.</summary>
public sealed class DueTable(TableStore store, MissedNews missed, Telemeter telemeter, ILogger<DueTable> logger)
{
    /// <summary>The due rows of a shard up to <paramref name="until"/>, included. One query where there are less than 1,000.</summary>
    internal async Task<IReadOnlyList<DueRow>> ReadAsync(string shard, DateTimeOffset until, DateTimeOffset now, CancellationToken cancel)
    {
        var due = new List<DueRow>();
        await foreach (var row in store.QueryAsync(Keys.DueUntil(shard, until), cancel))
        {
            try
            {
                var read = DueRow.Read(row);
                if (read.Spec.Problem is null)
                {
                    due.Add(read);
                }
                else
                {
                    await SetAsideAsync(row, read, read.Spec.Problem, now, cancel);
                }
            }
            catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
            {
                await SetAsideAsync(row, readable: null, e.Message, now, cancel); // one bad row never stops a scan
            }
        }

        return due;
    }

    /// <summary>The due row of a schedule; null where it has none.</summary>
    internal async Task<DueRow?> FindAsync(string shard, Schedule schedule, CancellationToken cancel) =>
        await store.GetAsync(shard, Keys.Mark(schedule.Tenant, schedule.Agent, schedule.Id), cancel) is { } mark
        && Mark.Read(mark).Next is { } next
        && await store.GetAsync(shard, Keys.Due(next.DueTime, schedule.Id), cancel) is { } row
            ? DueRow.Read(row)
            : null;

    /// <summary>
    /// Moves a row out of the ticks' way, with the reason. Its schedule stays enabled, says what is wrong with it, and fires
    /// again once it is mended or enabled anew; the occurrence that came due is recorded as missed.
    /// </summary>
    private async Task SetAsideAsync(TableEntity row, DueRow? readable, string reason, DateTimeOffset now, CancellationToken cancel)
    {
        logger.SetAside(row.PartitionKey, row.RowKey, reason);
        telemeter.SetAside(row.GetString("ScheduleId") ?? row.RowKey, reason);
        var kept = new TableEntity(row.PartitionKey, Keys.SetAside(row.RowKey));
        foreach (var (column, value) in row)
        {
            if (column is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"))
            {
                kept[column] = value;
            }
        }

        kept["SetAsideAt"] = now;
        kept["SetAsideReason"] = reason;
        var transaction = new Transaction(row.PartitionKey).Delete(row.RowKey, row.ETag).Upsert(kept);
        TableEntity[] news = [];
        if (readable is not null)
        {
            var run = Claim.Queued(readable, readable.Next, now).End(RunStatus.Missed, RunReason.SpecUnreadable, $"its schedule does not work any more: {reason}", now);
            transaction
                .Upsert(new Mark(Next: null, readable.Next.NominalTime, readable.Fired, reason).Write(readable.Shard, readable.Tenant, readable.Agent, readable.ScheduleId))
                .UpsertRecords(run)
                .Upsert((news = [MissedNews.RowOf(readable, [run], now)])[0]);
        }
        else if (row.GetString("Tenant") is { } tenant && row.GetString("Agent") is { } agent && row.GetString("ScheduleId") is { } id
            && await store.GetAsync(row.PartitionKey, Keys.Mark(tenant, agent, id), cancel) is { } mark)
        {
            transaction.Replace((Mark.Read(mark) with { Next = null, Problem = reason }).Write(row.PartitionKey, tenant, agent, id), mark.ETag);
        }

        if (await store.CommitAsync(transaction, cancel)) // else another tick was faster
        {
            await missed.TellAsync(news, cancel);
        }
    }
}
