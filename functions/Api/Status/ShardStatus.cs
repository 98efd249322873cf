using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;

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

    /// <summary>Enabled schedules that do not fire because their spec or their due row cannot be read, also if their next occurrence is not due yet.</summary>
    public int Unreadable { get; private init; }

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

        var unreadable = enabled.Count(row => ScheduleSpec.FromColumn(row.GetString("Spec") ?? string.Empty).Problem is not null);
        await foreach (var row in store.QueryAsync(Keys.WithProblem(shard), cancel))
        {
            unreadable++;
        }

        return new ShardStatus(shard, enabled.Count, next is not null, overdue, now - oldest, Of(RunStatus.Queued), Of(RunStatus.Waiting), Of(RunStatus.Running)) { Unreadable = unreadable };

        int Of(RunStatus status) => byStatus.GetValueOrDefault(status);
    }
}
