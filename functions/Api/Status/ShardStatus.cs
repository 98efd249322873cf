using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;

namespace AgentSched.Api.Status;

/// <summary>Status of a shard: its schedules and its runs in flight.</summary>
/// <param name="Shard">Its partition.</param>
/// <param name="Enabled">Schedules that have a next occurrence; counted up to 999.</param>
/// <param name="EnabledIsMore">Whether there are more.</param>
/// <param name="Overdue">Those of them that are due but not dispatched yet.</param>
/// <param name="Lateness">Lateness of the oldest overdue one. Zero: none is overdue.</param>
/// <param name="Queued">Runs that are claimed but not opened.</param>
/// <param name="Waiting">Runs that wait for a slot, their schedule or their budget.</param>
/// <param name="Running">Runs that have a slot.</param>
internal sealed record ShardStatus(string Shard, int Enabled, bool EnabledIsMore, int Overdue, TimeSpan Lateness, int Queued, int Waiting, int Running)
{
    private const int MaxCounted = 999;

    public int InFlight => Queued + Waiting + Running;

    public static async Task<ShardStatus> ReadAsync(TableStore store, string shard, DateTimeOffset now, CancellationToken cancel)
    {
        var (enabled, next) = await store.PageAsync(shard, Keys.AllDue, MaxCounted, after: null, cancel);
        var (overdue, oldest) = (0, now);
        await foreach (var row in store.QueryAsync(Keys.DueUntil(shard, now), cancel))
        {
            overdue++;
            oldest = Keys.DueTimeOf(row.RowKey) is var due && due < oldest ? due : oldest;
        }

        var byStatus = new Dictionary<RunStatus, int>();
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, Keys.InFlights), cancel))
        {
            var status = RunRow.Read(row).AsOf(now).Status;
            byStatus[status] = byStatus.GetValueOrDefault(status) + 1;
        }

        return new ShardStatus(shard, enabled.Count, next is not null, overdue, now - oldest, Of(RunStatus.Queued), Of(RunStatus.Waiting), Of(RunStatus.Running));

        int Of(RunStatus status) => byStatus.GetValueOrDefault(status);
    }
}
