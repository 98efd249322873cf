using AgentSched.Agents;
using AgentSched.Dispatch;
using AgentSched.Runs;
using AgentSched.Storage;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Schedules;

/// <summary>A schedule as it was read, with the ETag that guards a change.</summary>
internal sealed record StoredSchedule(Schedule Schedule, ETag ETag);

/// <summary>
/// Rows of schedules, all in the agent's shard: <c>s</c> the schedule, <c>d</c> its next occurrence, <c>n</c> where that stands.
/// Invariant: a schedule is enabled and has occurrences left exactly where it has one due row; both change in one transaction.
/// </summary>
public sealed class ScheduleTable(TableStore store, AgentTable agents)
{
    internal async Task<StoredSchedule?> FindAsync(string tenant, string agent, string id, CancellationToken cancel) =>
        await store.GetAsync(agents.ShardOf(tenant, agent), Keys.Schedule(tenant, agent, id), cancel) is { } row ? Read(row) : null;

    internal async Task<(IReadOnlyList<Schedule> Schedules, string? Next)> PageAsync(
        string tenant, string agent, int limit, string? continuation, CancellationToken cancel)
    {
        var (rows, next) = await store.PageAsync(agents.ShardOf(tenant, agent), Keys.Schedule(tenant, agent, string.Empty), limit, continuation, cancel);
        return (rows.Select(row => Read(row).Schedule).ToList(), next);
    }

    /// <summary>Inserts a new schedule and, where it is enabled, its first due row. Its name must be reserved (<see cref="OwnerTable"/>).</summary>
    /// <returns>False: a schedule of that id exists.</returns>
    internal Task<bool> InsertAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        var transaction = new Transaction(ShardOf(schedule)).Insert(Write(schedule));
        if (schedule.Enabled)
        {
            AddDueRow(transaction, schedule, now);
        }

        return store.CommitAsync(transaction, cancel);
    }

    /// <summary>Enables: it fires again from the first occurrence after <paramref name="now"/>.</summary>
    /// <returns>False: it changed since it was read, or a tick moved its due row just now; read again.</returns>
    internal Task<bool> EnableAsync(StoredSchedule read, DateTimeOffset now, CancellationToken cancel)
    {
        var transaction = new Transaction(ShardOf(read.Schedule)).Merge(EnabledColumns(read.Schedule, enabled: true, now), read.ETag);
        AddDueRow(transaction, read.Schedule, now);
        return store.CommitAsync(transaction, cancel);
    }

    /// <summary>Disables: it has no due row any more; a run that was claimed already ends as cancelled.</summary>
    /// <returns>False: as above.</returns>
    internal async Task<bool> DisableAsync(StoredSchedule read, DateTimeOffset now, CancellationToken cancel)
    {
        var transaction = new Transaction(ShardOf(read.Schedule)).Merge(EnabledColumns(read.Schedule, enabled: false, now), read.ETag);
        await RemoveDueRowAsync(transaction, read.Schedule, cancel);
        return await store.CommitAsync(transaction, cancel);
    }

    /// <summary>Deletes the schedule and its due row. Its name is released afterwards.</summary>
    /// <returns>False: as above.</returns>
    internal async Task<bool> DeleteAsync(StoredSchedule read, CancellationToken cancel)
    {
        var transaction = new Transaction(ShardOf(read.Schedule)).Delete(KeyOf(read.Schedule), read.ETag);
        await RemoveDueRowAsync(transaction, read.Schedule, cancel);
        return await store.CommitAsync(transaction, cancel);
    }

    /// <summary>The columns that a run's opening or closing changes.</summary>
    internal TableEntity ActivityColumns(Schedule schedule) => new(ShardOf(schedule), KeyOf(schedule))
    {
        ["ActiveRuns"] = string.Join(' ', schedule.ActiveRuns),
        ["Runs"] = schedule.Totals.Runs,
        ["Succeeded"] = schedule.Totals.Succeeded,
        ["Failed"] = schedule.Totals.Failed,
        ["CostUsd"] = ((decimal?)schedule.Totals.CostUsd).ToColumn(),
        ["LastRunAt"] = schedule.Totals.LastRunAt,
        ["LastStatus"] = schedule.Totals.LastStatus?.ToString(),
    };

    private string ShardOf(Schedule schedule) => agents.ShardOf(schedule.Tenant, schedule.Agent);

    private static string KeyOf(Schedule schedule) => Keys.Schedule(schedule.Tenant, schedule.Agent, schedule.Id);

    private TableEntity EnabledColumns(Schedule schedule, bool enabled, DateTimeOffset now) => new(ShardOf(schedule), KeyOf(schedule))
    {
        ["Enabled"] = enabled,
        ["UpdatedAt"] = now,
    };

    private void AddDueRow(Transaction transaction, Schedule schedule, DateTimeOffset now)
    {
        if (schedule.Spec.NextAfter(now) is { } next)
        {
            var due = new DueRow(ShardOf(schedule), schedule.Tenant, schedule.Agent, schedule.Id, schedule.Owner, schedule.Spec, next);
            transaction.Insert(due.Write()).Insert(due.WritePointer());
        }
    }

    private async Task RemoveDueRowAsync(Transaction transaction, Schedule schedule, CancellationToken cancel)
    {
        var pointer = Keys.Next(schedule.Tenant, schedule.Agent, schedule.Id);
        if (await store.GetAsync(transaction.Partition, pointer, cancel) is { } row)
        {
            // A tick that moves the due row moves the pointer in the same transaction, so this ETag guards both.
            transaction.Delete(pointer, row.ETag).Delete(Keys.Due(row.Time("DueTime"), schedule.Id), ETag.All);
        }
    }

    private TableEntity Write(Schedule schedule)
    {
        var row = ActivityColumns(schedule);
        row["Id"] = schedule.Id;
        row["Tenant"] = schedule.Tenant;
        row["Agent"] = schedule.Agent;
        row["Owner"] = schedule.Owner;
        row["Name"] = schedule.Name;
        row["Description"] = schedule.Description;
        row["Spec"] = schedule.Spec.ToColumn();
        row["Message"] = schedule.Message;
        row["TimeoutMs"] = schedule.Timeout.ToColumn();
        row["Enabled"] = schedule.Enabled;
        row["CreatedAt"] = schedule.CreatedAt;
        row["UpdatedAt"] = schedule.UpdatedAt;
        RunRow.WriteSettings(row, schedule.Settings);
        return row;
    }

    private static StoredSchedule Read(TableEntity row) => new(
        new Schedule(
            row.Text("Id"),
            row.Text("Tenant"),
            row.Text("Agent"),
            row.Text("Owner"),
            row.Text("Name"),
            row.GetString("Description"),
            ScheduleSpec.FromColumn(row.Text("Spec")),
            row.Text("Message"),
            RunRow.ReadSettings(row),
            row.Duration("TimeoutMs"),
            row.Flag("Enabled"),
            row.Time("CreatedAt"),
            row.Time("UpdatedAt"),
            [.. (row.GetString("ActiveRuns") ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(RunId.Parse)],
            new ScheduleTotals(
                row.Long("Runs"),
                row.Long("Succeeded"),
                row.Long("Failed"),
                row.Usd("CostUsd") ?? 0,
                row.GetDateTimeOffset("LastRunAt"),
                row.GetString("LastStatus") is null ? null : row.Word<RunStatus>("LastStatus"))),
        row.ETag);
}
