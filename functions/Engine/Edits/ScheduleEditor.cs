using AgentSched.Engine.After;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Ticks;
using AgentSched.Model.Activities;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Edits;

/// <summary>
/// Creates and changes schedules, with a fixed order of writes. A name is reserved before its schedule is written and released after it.
/// Occurrences that came due are claimed before the timing changes; one that the next tick would see too late is claimed at once.
/// </summary>
public sealed class ScheduleEditor(ScheduleTable schedules, ScheduleNames owners, ShardLocks locks, Dispatcher dispatcher, Claimer claimer, Telemeter telemeter)
{
    /// <summary>Stores a new schedule. If one with this id exists, it stays unchanged.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="actor">Who creates it. Null: its owner.</param>
    internal async Task<Reservation> TryCreateAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, string? actor = null)
    {
        var reservation = await owners.ReserveAsync(schedule, now, cancel);
        if (reservation == Reservation.Made && await schedules.InsertAsync(schedule, now, cancel, actor))
        {
            telemeter.ScheduleChanged(schedule, actor ?? schedule.Owner, ActivityType.ScheduleCreated);
            await dispatcher.DispatchSoonAsync(schedules.ShardOf(schedule), schedule, now, cancel);
        }

        return reservation;
    }

    /// <summary>The schedule that has the name of another one. Null: none has it any more.</summary>
    internal Task<Schedule?> FindNamesakeAsync(Schedule schedule, CancellationToken cancel) => owners.FindHolderAsync(schedule, cancel);

    /// <summary>Stores a changed schedule.</summary>
    /// <param name="stored">The schedule as read.</param>
    /// <param name="changed">The schedule as it is to be stored.</param>
    /// <param name="now">The current time.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>Whether it was stored. If not, a reservation other than <see cref="Reservation.Made"/> says why; otherwise a tick or another caller was faster.</returns>
    internal async Task<(bool Done, Reservation Reservation)> TryChangeAsync(StoredSchedule stored, Schedule changed, DateTimeOffset now, string actor, CancellationToken cancel)
    {
        var before = stored.Schedule;
        var needsName = changed.DeletedAt is null && (ScheduleNames.IsOtherName(before, changed) || before.DeletedAt is not null);
        if (needsName && await owners.ReserveAsync(changed, now, cancel, replaces: before.DeletedAt is null ? before : null) is var reservation and not Reservation.Made)
        {
            return (false, reservation);
        }

        var shard = schedules.ShardOf(before);
        if (!await locks.LockAsync(shard, () => ClaimAndChangeAsync(shard, stored, changed, now, actor, cancel)))
        {
            if (needsName)
            {
                await owners.ReleaseAsync(changed, cancel, uncount: before.DeletedAt is not null);
            }

            return (false, Reservation.Made);
        }

        telemeter.ScheduleChanged(changed, actor, ScheduleActivity.Type(before, changed));

        // Old names are released after the schedule is written: a crash in between leaves a name that the next create takes over.
        if (changed.DeletedAt is not null)
        {
            await owners.ReleaseAsync(before, cancel);
        }
        else if (needsName && before.DeletedAt is null)
        {
            await owners.ReleaseAsync(before, cancel, uncount: false);
        }

        await dispatcher.DispatchSoonAsync(shard, changed, now, cancel);
        return (true, Reservation.Made);
    }

    /// <summary>Runs under the shard's lock, so that runs claimed here open after the change, which may cancel them.</summary>
    private async Task<bool> ClaimAndChangeAsync(string shard, StoredSchedule stored, Schedule changed, DateTimeOffset now, string actor, CancellationToken cancel)
    {
        if (!ScheduleTable.HasSameTiming(stored.Schedule, changed))
        {
            await claimer.ClaimPastAsync(shard, stored.Schedule, goesOn: changed.Enabled && changed.DeletedAt is null, now, cancel);
        }

        return await schedules.ChangeAsync(stored, changed, now, cancel, actor);
    }
}
