using AgentSched.Base;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Closings;
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
/// Runs that had their slots before their second, when that has come: whatever was changed until then counts, and one that a crash kept
/// from being called within its catch-up window is not called any more.
/// </summary>
public sealed class EarlyRuns(
    TableStore store, RunTable runs, AgentTable agents, ScheduleTable schedules, RunCloser closer, IOptions<ScheduleOptions> options, IOptions<DispatchOptions> dispatch, TimeProvider clock)
{
    /// <summary>Waits for the second of a batch, and reads its runs then: one request.</summary>
    /// <returns>Those that the batch still holds, and whether they had to be waited for: then nobody has called for them before.</returns>
    internal async Task<(IReadOnlyList<InFlightRun> Open, bool WereHeld)> ReadAsync(RunBatch batch, CancellationToken cancel)
    {
        var wereHeld = batch.NotBefore > clock.GetUtcNow();
        await clock.WaitUntilAsync(batch.NotBefore ?? default, cancel);
        var found = await runs.FindInFlightAsync(batch.Shard, [.. batch.Runs.Select(run => RunId.Parse(run.Run))], cancel);
        return ([.. found.Where(read => read.Run.Status == RunStatus.Running && read.Run.Instance == batch.Id)], wereHeld);
    }

    /// <summary>A run whose agent is about to be called. No request where nothing has changed. Null: it has ended, or its schedule does not want it any more.</summary>
    /// <param name="shard">Its partition.</param>
    /// <param name="read">The run as it was read in its second, or after it.</param>
    /// <param name="wasHeld">Whether its second was waited for, see <see cref="ReadAsync"/>.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<InFlightRun?> DecideAsync(string shard, InFlightRun? read, bool wasHeld, CancellationToken cancel)
    {
        // A run that somebody asked for may be marked by a clock that is behind; no schedule has a say in it.
        while (read is { Run: { Status: RunStatus.Running, DecidesAgain: true, Trigger: RunTrigger.Schedule } run })
        {
            var agent = await agents.FindAsync(run.Tenant, run.Agent, cancel);
            var schedule = (await schedules.FindAsync(run.Tenant, run.Agent, run.ScheduleId!, cancel))?.Schedule;
            if (Opening.Withdrawn(run, schedule) is { } withdrawn)
            {
                // Where it was not held here, another process may have called for it before it died, and whoever changed the schedule had a clock that was behind.
                var startedAt = wasHeld ? null : run.StartedAt;
                await closer.CloseAsync(
                    shard, run.Id, (r, now) => r.End(RunStatus.Cancelled, withdrawn.Reason, withdrawn.Sentence, now) with { StartedAt = startedAt }, cancel, known: read);
                return null;
            }

            var decided = Opening.Fill(run, schedule!, agent?.Agent, options.Value.MaxCostUsdPerRun) with { DecidesAgain = false };
            await store.CommitAsync(new Transaction(shard).Replace(RunRow.InFlight(decided, shard), read.ETag).UpsertRecords(decided), cancel);
            read = await runs.FindInFlightAsync(shard, run.Id, cancel);
        }

        return read is { Run: { Status: RunStatus.Running, HadSlotAhead: true, Attempts: 0 } slot } && await IsTooLateAsync(slot, cancel)
            ? await MissAsync(shard, read, cancel)
            : read;
    }

    /// <summary>Whether a run had its slot in time, and a crash kept its agent from being called within the catch-up window.</summary>
    private async Task<bool> IsTooLateAsync(Run run, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return now - run.DueTime > SchedulePolicies.ShortestWindow // else the schedule need not be read
            && await schedules.FindAsync(run.Tenant, run.Agent, run.ScheduleId!, cancel) is { Schedule: var schedule }
            && Opening.IsTooLate(run, schedule, now, dispatch.Value.CatchUpWindow);
    }

    private async Task<InFlightRun?> MissAsync(string shard, InFlightRun read, CancellationToken cancel)
    {
        await closer.CloseAsync(
            shard, read.Run.Id, (r, now) => r.End(RunStatus.Missed, RunReason.WindowPassed, Opening.WindowPassed, now) with { StartedAt = null }, cancel, known: read);
        return null;
    }
}
