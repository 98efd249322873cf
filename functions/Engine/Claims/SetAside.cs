using AgentSched.Engine.After;
using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Claims;

/// <summary>
/// Moves due rows that cannot be read, or whose spec does not work any more, out of the ticks' way, with the reason. The schedule stays enabled,
/// says what is wrong with it, and fires again once it is mended or enabled anew; the occurrence that came due is recorded as missed.
/// </summary>
public sealed class SetAside(TableStore store, MissedTeller missed, Telemeter telemeter, ILogger<SetAside> logger)
{
    internal async Task MoveAsync(IReadOnlyList<UnusableDueRow> rows, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            await MoveAsync(row, now, cancel);
        }
    }

    private async Task MoveAsync(UnusableDueRow unusable, DateTimeOffset now, CancellationToken cancel)
    {
        var (row, read, reason) = unusable;
        logger.SetAside(row.PartitionKey, row.RowKey, reason);
        telemeter.SetAside(row.GetString("ScheduleId") ?? row.RowKey, reason);
        var transaction = new Transaction(row.PartitionKey).Delete(row.RowKey, row.ETag).Upsert(unusable.Kept(now));
        TableEntity[] news = [];
        if (read is not null)
        {
            var run = Claim.Queued(read, read.Next, now).End(RunStatus.Missed, RunReason.SpecUnreadable, $"its schedule does not work any more: {reason}", now);
            transaction
                .Upsert(new DispatchProgress(Next: null, read.Next.NominalTime, read.Fired, reason).Write(read.Shard, read.Tenant, read.Agent, read.ScheduleId))
                .UpsertRecords(run)
                .Upsert((news = [MissedRow.Of(read, [run], now)])[0]);
        }
        else if (row.GetString("Tenant") is { } tenant && row.GetString("Agent") is { } agent && row.GetString("ScheduleId") is { } id
            && await store.GetAsync(row.PartitionKey, Keys.Mark(tenant, agent, id), cancel) is { } mark)
        {
            transaction.Replace((DispatchProgress.Read(mark) with { Next = null, Problem = reason }).Write(row.PartitionKey, tenant, agent, id), mark.ETag);
        }

        if (await store.CommitAsync(transaction, cancel)) // else another tick was faster
        {
            await missed.TellAsync(news, cancel);
        }
    }
}
