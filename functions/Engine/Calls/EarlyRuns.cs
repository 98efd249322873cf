using AgentSched.Base;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Closings;
using AgentSched.Model.Due;
using AgentSched.Model.Openings;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Calls;

/// <summary>
/// Checks runs that got their slots before their second, once it has come: changes made until then apply. A run whose call a crash delayed,
/// whenever it got its slot, is decided again by its catch-up window and misfire policy (<see cref="Misfire"/>).
/// </summary>
public sealed class EarlyRuns(
    TableStore store, RunTable runs, AgentTable agents, ScheduleTable schedules, RunCloser closer, IOptions<ScheduleOptions> options, IOptions<DispatchOptions> dispatch, TimeProvider clock)
{
    /// <summary>Waits for the second of a batch, then reads its runs in one request.</summary>
    /// <returns>The runs that the batch still holds, and whether it waited for their second. If it did, their agents have not been called before.</returns>
    internal async Task<(IReadOnlyList<InFlightRun> Open, bool WereHeld)> ReadAsync(RunBatch batch, CancellationToken cancel)
    {
        var wereHeld = batch.NotBefore > clock.GetUtcNow();
        await clock.WaitUntilAsync(batch.NotBefore ?? default, cancel);
        var found = await runs.FindInFlightAsync(batch.Shard, [.. batch.Runs.Select(run => RunId.Parse(run.Run))], cancel);
        return ([.. found.Where(read => read.Run.Status == RunStatus.Running && read.Run.Instance == batch.Id)], wereHeld);
    }

    /// <summary>Decides whether a run's agent may be called. No request if nothing has changed. Null: the run has ended, or its schedule no longer wants it.</summary>
    /// <param name="shard">Its partition.</param>
    /// <param name="read">The run as read in its second or after it.</param>
    /// <param name="wasHeld">Whether the caller waited for its second, see <see cref="ReadAsync"/>.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<InFlightRun?> DecideAsync(string shard, InFlightRun? read, bool wasHeld, CancellationToken cancel)
    {
        // A clock that is behind may mark a manual run, too; its schedule does not decide about it.
        while (read is { Run: { Status: RunStatus.Running, DecidesAgain: true, Trigger: RunTrigger.Schedule } run })
        {
            var agent = await agents.FindAsync(run.AgentKey, cancel);
            var schedule = (await schedules.FindAsync(run.AgentKey, run.ScheduleId!, cancel))?.Schedule;
            if (Opening.Withdrawn(run, schedule) is { } withdrawn)
            {
                // If this process did not wait for its second, another one may have called the agent before it died; the edit then came from a clock that is behind.
                var startedAt = wasHeld ? null : run.StartedAt;
                await closer.CloseAsync(
                    shard, run.Id, (r, now) => r.End(RunStatus.Cancelled, withdrawn.Reason, withdrawn.Sentence, now) with { StartedAt = startedAt }, cancel, known: read);
                return null;
            }

            var decided = Opening.Fill(run, schedule!, agent?.Agent, options.Value.MaxCostUsdPerRun) with { DecidesAgain = false };
            await store.CommitAsync(new Transaction(shard).Replace(RunRow.InFlight(decided, shard), read.ETag).UpsertRecords(decided), cancel);
            read = await runs.FindInFlightAsync(shard, run.Id, cancel);
        }

        return read is { Run: { Status: RunStatus.Running, Trigger: RunTrigger.Schedule, Batch: not null, Attempts: 0 } slot } && await ObjectionAsync(slot, cancel) is { } late
            ? await MissAsync(shard, read, late, cancel)
            : read;
    }

    /// <summary>
    /// Why a run that got its slot when it opened is too late for its first call; null: it is not. A promoted run has no batch: it waited in its
    /// agent's queue, and was decided when it came.
    /// </summary>
    private async Task<RunReason?> ObjectionAsync(Run run, CancellationToken cancel)
    {
        var (now, window) = (clock.GetUtcNow(), dispatch.Value.CatchUpWindow);
        if (!Misfire.HasAged(run, now) // no request if nobody is late
            || await schedules.FindAsync(run.AgentKey, run.ScheduleId!, cancel) is not { Schedule: var schedule })
        {
            return null;
        }

        var progress = Misfire.DependsOnProgress(run, schedule, now, window) ? await schedules.FindMarkAsync(schedule, cancel) ?? DispatchProgress.New : null;
        return Misfire.Objection(run, schedule, progress, now, window);
    }

    private async Task<InFlightRun?> MissAsync(string shard, InFlightRun read, RunReason late, CancellationToken cancel)
    {
        await closer.CloseAsync(
            shard,
            read.Run.Id,
            (r, now) => r is { Status: RunStatus.Running, Attempts: 0 } ? r.End(RunStatus.Missed, late, Claim.Sentence(late), now) with { StartedAt = null } : null,
            cancel,
            known: read);
        return null;
    }
}
