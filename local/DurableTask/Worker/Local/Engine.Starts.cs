using System.Collections.Concurrent;
using System.Diagnostics;
using DurableTask.Core.Exceptions;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>How an instance comes to this process: started here, or taken up from its row.</content>
internal sealed partial class Engine
{
    // A request that nobody waits for any more may still reach storage for this long.
    private static readonly TimeSpan DoubtAge = TimeSpan.FromMinutes(1);

    /// <summary>By execution: a write that failed here and may have succeeded there. Its row would bear this process's id and nobody would own it.</summary>
    private readonly ConcurrentDictionary<string, (string InstanceId, long Since)> _doubts = new(StringComparer.Ordinal);

    /// <summary>Stores the new instance and, where this process runs the hub, starts it at once.</summary>
    /// <exception cref="OrchestrationAlreadyExistsException">an instance with this id is not finished</exception>
    public async Task StartInstanceAsync(InstanceState state, CancellationToken cancel)
    {
        using var busy = Busy.Begin();
        await EnsureTablesAsync(cancel);
        TurnOutcome? first = null;
        while (true)
        {
            var owner = _running && !_stopping && _lease.IsHeld ? _lease.WorkerId : string.Empty;
            first ??= owner.Length > 0 ? await PrepareAsync(state) : null;
            var stored = first is { CanBeStartedWith: true } ? first.State : state;
            if (await InsertAsync(stored, owner, cancel) is { } saved)
            {
                if (owner.Length > 0)
                {
                    Adopt(stored, saved, taken: false, ReferenceEquals(stored, state) ? first : null);
                }

                return;
            }

            if (Find(state.InstanceId) is { IsEnding: true } ending)
            {
                await ending.Finished.WaitAsync(cancel);
            }
            else if (await _store.ReadActiveAsync(state.InstanceId, cancel) is { } other)
            {
                throw new OrchestrationAlreadyExistsException(state.InstanceId, other.State.Status);
            }
        }
    }

    private async Task<Saved?> InsertAsync(InstanceState state, string owner, CancellationToken cancel)
    {
        try
        {
            return await _store.InsertAsync(state, owner, cancel);
        }
        catch (Exception e) when (owner.Length > 0 && !IsRefused(e))
        {
            Doubt(state);
            throw;
        }
    }

    /// <summary>
    /// The first turn, before the first write: the row is inserted as that turn leaves it, which saves a write and the wait for it. A turn
    /// has no effect before it is stored, so nothing has happened if the id turns out to be taken.
    /// </summary>
    private Task<TurnOutcome?> PrepareAsync(InstanceState state) => state.StartAt > Now || _tasks.FindOrchestrator(state.Name) is null
        ? Task.FromResult<TurnOutcome?>(null)
        : Task.Run<TurnOutcome?>(() => _turn.Run(state, [], Now));

    /// <summary>Takes up an instance whose row bears this process's id: a new one, or one that another process left.</summary>
    private void Adopt(InstanceState state, Saved saved, bool taken, TurnOutcome? first = null)
    {
        // The lease was lost while the row was on its way. It is anybody's now, and a poll, perhaps our own, takes it up.
        if (!IsMine(saved.Owner))
        {
            return;
        }

        var instance = new LiveInstance(state, saved) { Prepared = first };
        _live[state.InstanceId] = instance;
        _doubts.TryRemove(state.Execution, out _);
        foreach (var message in _orphans.Take(state.InstanceId))
        {
            // Who had it before may have applied them; the inbox, which the poll lists next, knows.
            if (!taken)
            {
                Post(instance, message.Event);
            }
        }

        if (state.History.Count == 0)
        {
            var begin = new HistoryEvent(EventKind.Turn);
            instance.StartTimer = _timers.Add(state.StartAt ?? DateTimeOffset.MinValue, () => Post(instance, begin));
        }
        else
        {
            instance.SetStarted();
            QueueSteps(instance);
            Arm(instance, OpenActions.Of(state, EventKind.TimerCreated));
            StartChildren(instance, OpenActions.Of(state, EventKind.ChildCreated), taken);
        }

        // Lost in this moment, it must be written again before steps start.
        if (!IsMine(saved.Owner))
        {
            Post(instance, null);
        }
    }

    private void Doubt(InstanceState state) => _doubts[state.Execution] = (state.InstanceId, Stopwatch.GetTimestamp());

    /// <summary>Takes up what was stored under this process's id though the answer never came. An execution in doubt is started by nobody else here.</summary>
    private Task SettleDoubtsAsync(CancellationToken cancel) => Parallel.ForEachAsync(
        _doubts,
        new ParallelOptions { MaxDegreeOfParallelism = TakeOversAtOnce, CancellationToken = cancel },
        async (entry, _) =>
        {
            var (execution, (instanceId, since)) = entry;
            if (await _store.ReadActiveAsync(instanceId, cancel) is { } stored
                && string.Equals(stored.State.Execution, execution, StringComparison.Ordinal)
                && IsMine(stored.Saved.Owner)
                && Find(instanceId) is null)
            {
                Adopt(stored.State, stored.Saved, taken: true);
            }
            else if (Stopwatch.GetElapsedTime(since) > DoubtAge)
            {
                _doubts.TryRemove(execution, out var _);
            }
        });
}
