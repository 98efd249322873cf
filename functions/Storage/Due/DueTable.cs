using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;

namespace AgentSched.Storage.Due;

/// <summary>Reads due rows.</summary>
public sealed class DueTable(TableStore store)
{
    /// <summary>Reads the due rows of a shard up to <paramref name="until"/>, included. One query if there are fewer than 1,000.</summary>
    /// <returns>The rows that can be claimed, and those that cannot.</returns>
    internal async Task<(IReadOnlyList<DueSchedule> Due, IReadOnlyList<UnusableDueRow> Unusable)> ReadAsync(string shard, DateTimeOffset until, CancellationToken cancel)
    {
        var (due, unusable) = (new List<DueSchedule>(), new List<UnusableDueRow>());
        await foreach (var row in store.QueryAsync(Keys.DueUntil(shard, until), cancel))
        {
            try
            {
                var read = DueSchedule.Read(row);
                if (read.Spec.Problem is { } problem)
                {
                    unusable.Add(new UnusableDueRow(row, read, problem));
                }
                else
                {
                    due.Add(read);
                }
            }
            catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
            {
                unusable.Add(new UnusableDueRow(row, Read: null, e.Message)); // one bad row never stops a scan
            }
        }

        return (due, unusable);
    }

    /// <summary>Number of an agent's schedules whose next occurrence is due at a time. One query.</summary>
    internal async Task<int> CountAsync(string shard, Agent agent, DateTimeOffset dueTime, CancellationToken cancel)
    {
        var count = 0;
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, Keys.Due(dueTime, string.Empty)), cancel))
        {
            count += DueSchedule.IsOf(row, agent) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The due row of a schedule; null if it has none.</summary>
    internal async Task<DueSchedule?> FindAsync(string shard, Schedule schedule, CancellationToken cancel) =>
        await store.GetAsync(shard, Keys.Mark(schedule.AgentKey, schedule.Id), cancel) is { } mark
        && DispatchProgress.Read(mark).Next is { } next
        && await store.GetAsync(shard, Keys.Due(next.DueTime, schedule.Id), cancel) is { } row
            ? DueSchedule.Read(row)
            : null;
}
