using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
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
    /// <summary>Whether it comes from the cache, so that another process may have changed it since.</summary>
    public bool IsRecalled { get; init; }
}

/// <summary>
/// Rows of schedules, all in the agent's shard: <c>s</c> the schedule, <c>d</c> its next occurrence, <c>n</c> its dispatch progress.
/// Invariant: a schedule has one due row if and only if it is enabled and has occurrences left; both change in one transaction.
/// </summary>
public sealed class ScheduleTable(TableStore store, RowCache cache, ShardLocks locks, AgentTable agents)
{
    /// <summary>Upper bound of tries of a create while runs change the agent's row, which holds the feed's last number.</summary>
    private const int Tries = 20;

    /// <summary>Upper bound of tries of an edit; the caller then reads again and starts over.</summary>
    private const int EditTries = 5;

    /// <summary>How long a deleted schedule can be restored.</summary>
    internal static readonly TimeSpan RestorableFor = TimeSpan.FromDays(30);

    /// <summary>A schedule by id, deleted ones included.</summary>
    internal async Task<StoredSchedule?> FindAsync(AgentKey agent, string id, CancellationToken cancel) =>
        await cache.ReadAsync(agents.ShardOf(agent), Keys.Schedule(agent, id), cancel) is { } row ? new StoredSchedule(ScheduleRow.Read(row), row.ETag) : null;

    /// <summary>A schedule from the cache, or else from the table. Only for a transaction that has the row's ETag as a condition, see <see cref="RowCache"/>.</summary>
    internal async Task<StoredSchedule?> RecallAsync(AgentKey agent, string id, CancellationToken cancel) =>
        cache.Recall(agents.ShardOf(agent), Keys.Schedule(agent, id)) is { } known
            ? new StoredSchedule(ScheduleRow.Read(known), known.ETag) { IsRecalled = true }
            : await FindAsync(agent, id, cancel);

    /// <summary>Dispatch progress of a schedule.</summary>
    internal async Task<DispatchProgress?> FindMarkAsync(Schedule schedule, CancellationToken cancel) =>
        await store.GetAsync(ShardOf(schedule), Keys.Mark(schedule.AgentKey, schedule.Id), cancel) is { } row ? DispatchProgress.Read(row) : null;

    /// <summary>All schedules of an agent, deleted ones included, each with its dispatch progress. Two requests per 1,000.</summary>
    internal async Task<IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)>> ListAsync(AgentKey agent, CancellationToken cancel)
    {
        var shard = agents.ShardOf(agent);
        var prefix = Keys.Mark(agent, string.Empty);
        var marks = new Dictionary<string, DispatchProgress>(StringComparer.Ordinal);
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, prefix), cancel))
        {
            marks[row.RowKey[prefix.Length..]] = DispatchProgress.Read(row);
        }

        var found = new List<(Schedule, DispatchProgress?)>();
        await foreach (var row in store.QueryAsync(Keys.Prefix(shard, Keys.Schedule(agent, string.Empty)), cancel))
        {
            var schedule = ScheduleRow.Read(row);
            found.Add((schedule, marks.GetValueOrDefault(schedule.Id)));
        }

        return found;
    }

    /// <summary>Inserts a new schedule and, if it is enabled, its first due row. Its name must be reserved (<see cref="ScheduleNames"/>).</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who creates it. Null: its owner.</param>
    /// <returns>False: a schedule with that id exists.</returns>
    internal async Task<bool> InsertAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, string? actor = null)
    {
        for (var tries = 1; ; tries++)
        {
            if (await locks.LockAsync(ShardOf(schedule), () => TryInsertAsync(schedule, now, actor ?? schedule.Owner, recall: tries == 1, cancel)))
            {
                return true;
            }

            if (await FindAsync(schedule.AgentKey, schedule.Id, cancel) is not null)
            {
                return false;
            }

            await PauseAsync(schedule, tries, cancel);
        }
    }

    /// <summary>
    /// Changes a schedule. If its timing changes, its due row moves to the first occurrence after
    /// <paramref name="now"/>; earlier due occurrences must have been claimed (the claimer does that).
    /// </summary>
    /// <param name="read">The schedule as it was read; its ETag guards the change.</param>
    /// <param name="changed">The new version.</param>
    /// <param name="now">Time of the change.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who changes it. Null: its owner.</param>
    /// <returns>False: it changed since it was read, a tick moved its due row, or runs change its agent's row too often; read again.</returns>
    internal async Task<bool> ChangeAsync(StoredSchedule read, Schedule changed, DateTimeOffset now, CancellationToken cancel, string? actor = null)
    {
        for (var tries = 1; ; tries++)
        {
            var (committed, mark) = await TryChangeAsync(read, changed, now, actor ?? changed.Owner, recall: tries == 1, cancel);
            if (committed)
            {
                return true;
            }

            // If neither has changed, the conflict was on the agent's row, which does not affect the edit.
            if (tries == EditTries || (await FindAsync(changed.AgentKey, changed.Id, cancel))?.ETag != read.ETag || (await FindMarkAsync(changed, cancel) ?? DispatchProgress.New).ETag != mark.ETag)
            {
                return false;
            }

            await PauseAsync(changed, tries, cancel);
        }
    }

    /// <summary>Adds the due row's change after a schedule's change to a transaction.</summary>
    /// <returns>The dispatch progress on which it was decided.</returns>
    internal async Task<DispatchProgress> AddTimingAsync(Transaction transaction, Schedule changed, DateTimeOffset now, CancellationToken cancel, bool keepNext = false)
    {
        var mark = await FindMarkAsync(changed, cancel) ?? DispatchProgress.New;
        AddDueRow(transaction, changed, mark, keepNext && mark.Problem is null ? mark.Next : changed.NextAfter(now), now);
        return mark;
    }

    /// <summary>Marks the schedule's early runs to decide again when they are due. Called before a change of the schedule is committed.</summary>
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
            transaction.Delete(Keys.Mark(schedule.AgentKey, schedule.Id), mark.ETag);
        }

        return await cache.CommitAsync(transaction, cancel);
    }

    /// <summary>The columns that a run's opening or closing changes.</summary>
    internal TableEntity StateColumns(Schedule schedule) => ScheduleRow.WriteState(schedule, ShardOf(schedule), KeyOf(schedule));

    internal string ShardOf(Schedule schedule) => agents.ShardOf(schedule.AgentKey);

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

    /// <summary>Adds the entry of the agent's feed. A cached agent is sufficient: its ETag becomes a condition.</summary>
    private async Task TellAsync(Transaction transaction, Schedule? before, Schedule after, DateTimeOffset now, string actor, bool recall, CancellationToken cancel)
    {
        if (await (recall ? agents.RecallAsync(after.AgentKey, cancel) : agents.FindAsync(after.AgentKey, cancel)) is { } agent)
        {
            var feed = new AgentFeedWriter(agent).Add(ScheduleActivity.Of(before, after, now, actor));
            transaction.Merge(feed.Write(transaction, agents.NoColumns(agent)), agent.ETag);
        }
        else
        {
            transaction.WithWitness(); // proves the commit in place of the entry
        }
    }

    private static Task PauseAsync(Schedule schedule, int tries, CancellationToken cancel) => tries < Tries
        ? Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 * tries)), cancel)
        : throw new InvalidOperationException($"schedule {schedule.Id} could not be written: the row of agent \"{schedule.Agent}\" changes too often");

    private static string KeyOf(Schedule schedule) => Keys.Schedule(schedule.AgentKey, schedule.Id);

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

        var row = (mark with { Next = next, Problem = null }).Write(ShardOf(schedule), schedule.AgentKey, schedule.Id);
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

    /// <summary>Adds the row with the purge time of a deleted schedule, and removes it on restore.</summary>
    private void AddPurgeRow(Transaction transaction, Schedule was, Schedule changed)
    {
        if (was.DeletedAt is null && changed.DeletedAt is { } deleted)
        {
            transaction.Insert(ScheduleRow.WritePurge(changed, ShardOf(changed), Keys.Purge(deleted + RestorableFor, changed.Id)));
        }
        else if (was.DeletedAt is { } before && changed.DeletedAt is null)
        {
            transaction.Delete(Keys.Purge(before + RestorableFor, changed.Id), ETag.All);
        }
    }
}
