using AgentSched.Engine.After;
using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Claims;

/// <summary>
/// Sets aside due rows that cannot be read, or whose spec no longer works, with the reason, so that ticks skip them. The schedule stays enabled,
/// shows the problem, and fires again once it is corrected or enabled again; the occurrence that came due is recorded as missed.
/// </summary>
public sealed class SetAside(TableStore store, MissedReporter missed, Telemeter telemeter, ILogger<SetAside> logger)
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
        var transaction = new Transaction(row.PartitionKey).Delete(row.RowKey, row.ETag).Upsert(unusable.Kept(now));
        TableEntity[] missedRows = [];
        if (read is not null)
        {
            var run = Claim.Queued(read, read.Next, now).End(RunStatus.Missed, RunReason.SpecUnreadable, $"its schedule does not work any more: {reason}", now);
            transaction
                .Upsert(new DispatchProgress(Next: null, read.Next.NominalTime, read.Fired, reason).Write(read.Shard, read.AgentKey, read.ScheduleId))
                .UpsertRecords(run)
                .Upsert((missedRows = [MissedRow.Of(read, [run], now)])[0]);
        }
        else if (row.GetString("Tenant") is not null && row.GetString("Agent") is not null && row.AgentKey() is var agent && row.GetString("ScheduleId") is { } id
            && await store.GetAsync(row.PartitionKey, Keys.Mark(agent, id), cancel) is { } mark)
        {
            transaction.Replace((DispatchProgress.Read(mark) with { Next = null, Problem = reason }).Write(row.PartitionKey, agent, id), mark.ETag);
        }

        if (await store.CommitAsync(transaction, cancel)) // otherwise another tick was faster
        {
            logger.SetAside(row.PartitionKey, row.RowKey, reason);
            telemeter.SetAside(row.GetString("ScheduleId") ?? row.RowKey, reason);
            await missed.TellAsync(missedRows, cancel);
        }
    }
}
