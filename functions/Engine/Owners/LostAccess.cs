using AgentSched.Engine.After;
using AgentSched.Engine.Claims;
using AgentSched.Model.Activities;
using AgentSched.Model.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Owners;

/// <summary>
/// Disables a schedule whose owner may no longer use its agent, after a run was rejected for that reason. After a crash before this, the next run is
/// rejected, too, and disables it.
/// </summary>
public sealed class LostAccess(ScheduleTable schedules, ShardLocks locks, Claimer claimer, Telemeter telemeter, TimeProvider clock, ILogger<LostAccess> logger)
{
    private const int Tries = 10;

    /// <summary>Disables the run's schedule, with the reason as its note. Does nothing if the run has none, or it is disabled or deleted.</summary>
    internal async Task DisableAsync(Run rejected, CancellationToken cancel)
    {
        try
        {
            for (var tries = 1; tries <= Tries && !await TryAsync(rejected, cancel); tries++)
            {
                // A tick or an edit was faster: read again.
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.NotDisabled(e, rejected.ScheduleId);
        }
    }

    /// <returns>False: the schedule changed meanwhile.</returns>
    private async Task<bool> TryAsync(Run rejected, CancellationToken cancel)
    {
        if (rejected.ScheduleId is not { } id || await schedules.FindAsync(rejected.AgentKey, id, cancel) is not { Schedule: { Enabled: true, DeletedAt: null } schedule } stored)
        {
            return true;
        }

        var (shard, now) = (schedules.ShardOf(schedule), clock.GetUtcNow());
        var disabled = schedule.Edited(now) with { Enabled = false, PausedUntil = null, Note = $"Disabled automatically: {rejected.Sentence}" };
        var done = await locks.LockAsync(
            shard,
            async () =>
            {
                await claimer.ClaimPastAsync(shard, schedule, goesOn: false, now, cancel);
                return await schedules.ChangeAsync(stored, disabled, now, cancel, ActivityEntry.Scheduler);
            });
        if (done)
        {
            logger.Disabled(id, schedule.Owner);
            telemeter.ScheduleChanged(disabled, ActivityEntry.Scheduler, ActivityType.SchedulePaused);
        }

        return done;
    }
}
