using AgentSched.Model.Activities;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Schedules;

/// <summary>A schedule as it was read, with the ETag that guards a change.</summary>
internal sealed record StoredSchedule(Schedule Schedule, ETag ETag)
{
    /// <summary>Whether it is what this process remembers, and another may have changed it since.</summary>
    public bool IsRecalled { get; init; }
}

/// <summary>
/// Rows of schedules, all in the agent's shard: <c>s</c> the schedule, <c>d</c> its next occurrence, <c>n</c> its mark.
/// Invariant: a schedule is enabled and has occurrences left exactly where it has one due row; both change in one transaction.
/// </summary>
public sealed class ScheduleTable(TableStore store, RowCache cache, ShardLine turns, AgentTable agents)
{
    /// <summary>How often a create is tried while the agent's row moves: the feed's last number is in it, and runs move it.</summary>
    private const int Tries = 20;

    /// <summary>The same of an edit; who edits reads again then, and begins anew.</summary>
    private const int EditTries = 5;

    /// <summary>How long a deleted schedule can be restored.</summary>
    internal static readonly TimeSpan RestorableFor = TimeSpan.FromDays(30);

    /// <summary>A schedule by id, deleted ones included.</summary>
    internal async Task<StoredSchedule?> FindAsync(string tenant, string agent, string id, CancellationToken cancel) =>
        await cache.ReadAsync(agents.ShardOf(tenant, agent), Keys.Schedule(tenant, agent, id), cancel) is { } row ? new StoredSchedule(ScheduleRow.Read(row), row.ETag) : null;

    /// <summary>A schedule as this process remembers it, else as it is. Only for a transaction that has the row's ETag as a condition, see <see cref="RowCache"/>.</summary>
    internal async Task<StoredSchedule?> RecallAsync(string tenant, string agent, string id, CancellationToken cancel) =>
        cache.Recall(agents.ShardOf(tenant, agent), Keys.Schedule(tenant, agent, id)) is { } known
            ? new StoredSchedule(ScheduleRow.Read(known), known.ETag) { IsRecalled = true }
            : await FindAsync(tenant, agent, id, cancel);

    /// <summary>How far a schedule has been dispatched.</summary>
    internal async Task<DispatchProgress?> FindMarkAsync(Schedule schedule, CancellationToken cancel) =>
        await store.GetAsync(ShardOf(schedule), Keys.Mark(schedule.Tenant, schedule.Agent, schedule.Id), cancel) is { } row ? DispatchProgress.Read(row) : null;

    /// <summary>All schedules of an agent, deleted ones included, each with its mark. Two requests per 1,000.</summary>
    internal async Task<IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)>> ListAsync(string tenant, string agent, CancellationToken cancel)
    {
        var shard = agents.ShardOf(tenant, agent);
        var prefix = Keys.Mark(tenant, agent, string.Empty);
        var marks = new Dictionary<string, DispatchProgress>(StringComparer.Ordinal);
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, prefix), cancel))
        {
            marks[row.RowKey[prefix.Length..]] = DispatchProgress.Read(row);
        }

        var found = new List<(Schedule, DispatchProgress?)>();
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, Keys.Schedule(tenant, agent, string.Empty)), cancel))
        {
            var schedule = ScheduleRow.Read(row);
            found.Add((schedule, marks.GetValueOrDefault(schedule.Id)));
        }

        return found;
    }

    /// <summary>Inserts a new schedule and, where it is enabled, its first due row. Its name must be reserved (<see cref="ScheduleNames"/>).</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="actor">Who makes it. Null: its owner.</param>
    /// <returns>False: a schedule of that id exists.</returns>
    internal async Task<bool> InsertAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, string? actor = null)
    {
        for (var tries = 1; ; tries++)
        {
            if (await turns.TakeAsync(ShardOf(schedule), () => TryInsertAsync(schedule, now, actor ?? schedule.Owner, recall: tries == 1, cancel)))
            {
                return true;
            }

            if (await FindAsync(schedule.Tenant, schedule.Agent, schedule.Id, cancel) is not null)
            {
                return false;
            }

            await PauseAsync(schedule, tries, cancel);
        }
    }

    /// <summary>
    /// Changes a schedule. Its due row moves along: where its timing is another now, to the first occurrence after
    /// <paramref name="now"/>; what came due before must have been claimed (the claimer does).
    /// </summary>
    /// <param name="read">As it was read; its ETag guards the change.</param>
    /// <param name="changed">As it shall be.</param>
    /// <param name="now">The moment of the change.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="actor">Who changes it. Null: its owner.</param>
    /// <returns>False: it changed since it was read, a tick moved its due row just now, or runs move its agent's row too fast; read again.</returns>
    internal async Task<bool> ChangeAsync(StoredSchedule read, Schedule changed, DateTimeOffset now, CancellationToken cancel, string? actor = null)
    {
        for (var tries = 1; ; tries++)
        {
            var (committed, mark) = await TryChangeAsync(read, changed, now, actor ?? changed.Owner, recall: tries == 1, cancel);
            if (committed)
            {
                return true;
            }

            // Where neither has moved, it was the agent's row, which says nothing about the edit.
            if (tries == EditTries || (await FindAsync(changed.Tenant, changed.Agent, changed.Id, cancel))?.ETag != read.ETag || (await FindMarkAsync(changed, cancel) ?? DispatchProgress.New).ETag != mark.ETag)
            {
                return false;
            }

            await PauseAsync(changed, tries, cancel);
        }
    }

    /// <summary>Adds to a transaction what a schedule's change means for its due row.</summary>
    /// <returns>The mark that it was decided on.</returns>
    internal async Task<DispatchProgress> AddTimingAsync(Transaction transaction, Schedule changed, DateTimeOffset now, CancellationToken cancel, bool keepNext = false)
    {
        var mark = await FindMarkAsync(changed, cancel) ?? DispatchProgress.New;
        AddDueRow(transaction, changed, mark, keepNext && mark.Problem is null ? mark.Next : changed.NextAfter(now), now);
        return mark;
    }

    /// <summary>Before a change of a schedule is committed: its runs that have their slots ahead of their second decide again then.</summary>
    internal Task MarkAheadAsync(Schedule read, DateTimeOffset now, CancellationToken cancel) => store.MarkAheadAsync(ShardOf(read), read.ActiveRuns, now, cancel);

    /// <summary>Removes all rows of a deleted schedule.</summary>
    internal async Task<bool> PurgeAsync(StoredSchedule read, CancellationToken cancel)
    {
        var schedule = read.Schedule;
        var transaction = new Transaction(ShardOf(schedule)).Delete(KeyOf(schedule), read.ETag);
        if (schedule.DeletedAt is { } deleted)
        {
            transaction.Delete(Keys.Purge(deleted + RestorableFor, schedule.Id), ETag.All);
        }

        await UsageTable.AddLastDayAsync(store, transaction, schedule, cancel);
        if (await FindMarkAsync(schedule, cancel) is { } mark)
        {
            transaction.Delete(Keys.Mark(schedule.Tenant, schedule.Agent, schedule.Id), mark.ETag);
        }

        return await cache.CommitAsync(transaction, cancel);
    }

    /// <summary>The columns that a run's opening or closing changes.</summary>
    internal TableEntity StateColumns(Schedule schedule) => ScheduleRow.WriteState(schedule, ShardOf(schedule), KeyOf(schedule));

    internal string ShardOf(Schedule schedule) => agents.ShardOf(schedule.Tenant, schedule.Agent);

    private async Task<bool> TryInsertAsync(Schedule schedule, DateTimeOffset now, string actor, bool recall, CancellationToken cancel)
    {
        var transaction = new Transaction(ShardOf(schedule)).Insert(ScheduleRow.Write(schedule, ShardOf(schedule), KeyOf(schedule)));
        AddDueRow(transaction, schedule, DispatchProgress.New, schedule.NextAfter(now), now);
        await TellAsync(transaction, before: null, schedule, now, actor, recall, cancel);
        return await cache.CommitAsync(transaction, cancel);
    }

    private async Task<(bool Committed, DispatchProgress Mark)> TryChangeAsync(StoredSchedule read, Schedule changed, DateTimeOffset now, string actor, bool recall, CancellationToken cancel)
    {
        var transaction = new Transaction(ShardOf(changed)).Replace(ScheduleRow.Write(changed, ShardOf(changed), KeyOf(changed)), read.ETag);
        var mark = await AddTimingAsync(transaction, changed, now, cancel, keepNext: HasSameTiming(read.Schedule, changed));
        AddPurgeRow(transaction, read.Schedule, changed);
        await MarkAheadAsync(read.Schedule, now, cancel);
        await TellAsync(transaction, read.Schedule, changed, now, actor, recall, cancel);
        return (await cache.CommitAsync(transaction, cancel), mark);
    }

    /// <summary>Adds the entry of its agent's feed. A remembered agent will do: its ETag becomes a condition.</summary>
    private async Task TellAsync(Transaction transaction, Schedule? before, Schedule after, DateTimeOffset now, string actor, bool recall, CancellationToken cancel)
    {
        if (await (recall ? agents.RecallAsync(after.Tenant, after.Agent, cancel) : agents.FindAsync(after.Tenant, after.Agent, cancel)) is { } agent)
        {
            var feed = new AgentFeedWriter(agent).Add(ScheduleActivity.Of(before, after, now, actor));
            transaction.Merge(feed.Write(transaction, agents.NoColumns(agent)), agent.ETag);
        }
        else
        {
            transaction.WithWitness(); // in place of the entry, which would prove the commit
        }
    }

    private static Task PauseAsync(Schedule schedule, int tries, CancellationToken cancel) => tries < Tries
        ? Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel)
        : throw new InvalidOperationException($"schedule {schedule.Id} could not be written: the row of agent \"{schedule.Agent}\" changes too often");

    private static string KeyOf(Schedule schedule) => Keys.Schedule(schedule.Tenant, schedule.Agent, schedule.Id);

    internal static bool HasSameTiming(Schedule a, Schedule b) =>
        a.Enabled == b.Enabled && a.PausedUntil == b.PausedUntil && a.DeletedAt == b.DeletedAt && a.Spec.ToColumn() == b.Spec.ToColumn() && a.Problem is null;

    private void AddDueRow(Transaction transaction, Schedule schedule, DispatchProgress mark, Occurrence? next, DateTimeOffset now)
    {
        if (mark.Fired >= schedule.Spec.Text.MaxRuns)
        {
            next = null;
        }

        // A tick that moves the due row writes the mark in the same transaction, so the mark's ETag guards both.
        if (mark.Next is { } stands && stands.DueTime != next?.DueTime)
        {
            transaction.Delete(Keys.Due(stands.DueTime, schedule.Id), ETag.All);
        }

        var row = (mark with { Next = next, Problem = null }).Write(ShardOf(schedule), schedule.Tenant, schedule.Agent, schedule.Id);
        if (mark.ETag == default)
        {
            transaction.Insert(row);
        }
        else
        {
            transaction.Replace(row, mark.ETag);
        }

        if (next is { } occurrence)
        {
            transaction.Upsert(DueSchedule.Of(schedule, ShardOf(schedule), occurrence, mark, now).Write());
        }
    }

    /// <summary>A deleted schedule has a row that says when it goes for good.</summary>
    private void AddPurgeRow(Transaction transaction, Schedule was, Schedule changed)
    {
        if (was.DeletedAt is null && changed.DeletedAt is { } deleted)
        {
            transaction.Insert(new TableEntity(ShardOf(changed), Keys.Purge(deleted + RestorableFor, changed.Id))
            {
                ["Tenant"] = changed.Tenant,
                ["Agent"] = changed.Agent,
                ["ScheduleId"] = changed.Id,
            });
        }
        else if (was.DeletedAt is { } before && changed.DeletedAt is null)
        {
            transaction.Delete(Keys.Purge(before + RestorableFor, changed.Id), ETag.All);
        }
    }
}
