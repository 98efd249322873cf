using AgentSched.Agents;
using AgentSched.Dispatch;
using AgentSched.Schedules;
using AgentSched.Storage;
using Microsoft.Extensions.Options;

namespace AgentSched.Runs;

/// <summary>
/// Runs that had their slots and their orchestrations before their second: holds their calls until it comes, and then reads them once
/// more, those of one second and shard together, so that whatever was changed or cancelled until that second counts.
/// </summary>
public sealed class AheadRuns(
    TableStore store, RunTable runs, AgentTable agents, ScheduleTable schedules, RunCloser closer, IOptions<ScheduleOptions> options, IOptions<DispatchOptions> dispatch, TimeProvider clock)
{
    /// <summary>Most that one process holds: two thirds of its steps (host.json, <c>maxConcurrentActivityFunctions</c>), so that others are not held up by those that wait.</summary>
    private const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Shard, DateTimeOffset Time), Second> _seconds = [];

    private int _held;

    /// <summary>Whether one more may have its slot ahead of its second.</summary>
    internal bool HasRoom => Volatile.Read(ref _held) < Most;

    /// <summary>A run whose agent is about to be called, as it is when its second has come. Null: it has ended, or its schedule does not want it any more.</summary>
    internal async Task<InFlightRun?> ReadAsync(RunTicket ticket, CancellationToken cancel)
    {
        var (shard, id) = (ticket.Shard, RunId.Parse(ticket.Run));
        var isHeld = ticket.NotBefore > clock.GetUtcNow();
        var read = isHeld ? await HoldAsync(shard, id, ticket.NotBefore!.Value) : await runs.FindInFlightAsync(shard, id, cancel);

        // A run that somebody asked for may be marked by a clock that is behind; no schedule has a say in it.
        while (read is { Run: { Status: RunStatus.Running, DecidesAgain: true, Trigger: RunTrigger.Schedule } run })
        {
            var agent = await agents.FindAsync(run.Tenant, run.Agent, cancel);
            var schedule = (await schedules.FindAsync(run.Tenant, run.Agent, run.ScheduleId!, cancel))?.Schedule;
            if (Opening.Withdrawn(run, schedule) is { } withdrawn)
            {
                // Where it was not held here, another process may have called for it before it died, and whoever changed the schedule had a clock that was behind.
                var startedAt = isHeld ? null : run.StartedAt;
                await closer.CloseAsync(
                    shard, id, (r, now) => r.End(RunStatus.Cancelled, withdrawn.Reason, withdrawn.Sentence, now) with { StartedAt = startedAt }, cancel, known: read);
                return null;
            }

            var decided = Opening.Fill(run, schedule!, agent?.Agent, options.Value.MaxCostUsdPerRun) with { DecidesAgain = false };
            await store.CommitAsync(new Transaction(shard).Replace(RunRow.InFlight(decided, shard), read.ETag).UpsertRecords(decided), cancel);
            read = await runs.FindInFlightAsync(shard, id, cancel);
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

    private async Task<InFlightRun?> HoldAsync(string shard, RunId id, DateTimeOffset time)
    {
        Interlocked.Increment(ref _held);
        try
        {
            return (await Join(shard, id, time).Runs.Value).GetValueOrDefault(id);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }

    private Second Join(string shard, RunId id, DateTimeOffset time)
    {
        lock (_lock)
        {
            if (!_seconds.TryGetValue((shard, time), out var second))
            {
                second = new Second(ids => ReadAsync(shard, time, ids));
                _seconds.Add((shard, time), second);
            }

            second.Ids.Add(id);
            return second;
        }
    }

    private async Task<IReadOnlyDictionary<RunId, InFlightRun>> ReadAsync(string shard, DateTimeOffset time, HashSet<RunId> ids)
    {
        await clock.WaitUntilAsync(time, CancellationToken.None);
        lock (_lock)
        {
            _seconds.Remove((shard, time)); // its time has come: nobody joins any more
        }

        return (await runs.FindInFlightAsync(shard, ids, CancellationToken.None)).ToDictionary(read => read.Run.Id);
    }

    /// <summary>Runs of one shard and one second that wait for it in this process. They have no jitter, so it is their nominal time, too.</summary>
    private sealed class Second
    {
        public Second(Func<HashSet<RunId>, Task<IReadOnlyDictionary<RunId, InFlightRun>>> read) => Runs = new(() => read(Ids));

        public HashSet<RunId> Ids { get; } = [];

        public Lazy<Task<IReadOnlyDictionary<RunId, InFlightRun>>> Runs { get; }
    }
}
