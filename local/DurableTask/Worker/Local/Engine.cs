using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>
/// The instances that this process owns, and what moves them. Whatever arrives for an instance (an answer, a timer, a message) is kept
/// with it and wakes it; its turns run one after the other, and each applies all that has arrived by then in one write.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Stopping cancels and leaves the rest to the collector: late answers may still look at the tokens.")]
internal sealed partial class Engine
{
    private readonly ConcurrentDictionary<string, LiveInstance> _live = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _halt = new();
    private readonly DurableHubOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HubTasks _tasks;
    private readonly InstanceStore _store;
    private readonly Inbox _inbox;
    private readonly WorkerRows _workers;
    private readonly Lease _lease;
    private readonly Outage _outage;
    private readonly TimerQueue _timers;
    private readonly Turn _turn;
    private readonly WorkQueue _turnQueue;
    private readonly WorkQueue _stepQueue;
    private bool _running;
    private bool _stopping;

    public Engine(DurableHubOptions options, TimeProvider clock, ILoggerFactory loggers, HubTasks tasks)
    {
        var hub = Keys.CheckHub(options.HubName);
        (_options, _clock, _tasks) = (options, clock, tasks);
        _logger = loggers.CreateLogger("AgentSched.Durable");
        _store = new(options.Tables, hub);
        _inbox = new(options.Tables, hub);
        _workers = new(options.Tables, hub);
        _lease = new(_workers, options.LeaseDuration, _logger);
        _outage = new(_logger);
        _timers = new(clock);
        _turn = new(tasks.FindOrchestrator, options.Converter, loggers);
        _turnQueue = new(options.MaxConcurrentOrchestrators);
        _stepQueue = new(options.MaxConcurrentActivities);
    }

    public InstanceStore Store => _store;

    public Inbox Inbox => _inbox;

    public BusyCount Busy { get; } = new();

    public bool IsIdle => Busy.IsIdle && !_timers.HasDue;

    public DateTimeOffset Now => _clock.GetUtcNow();

    public LiveInstance? Find(string instanceId) => _live.GetValueOrDefault(instanceId);

    /// <summary>Delivers at once if the instance is here; its owner's poll finds it otherwise.</summary>
    public void Signal(Message message)
    {
        if (_live.TryGetValue(message.InstanceId, out var instance))
        {
            Post(instance, message.Event);
        }
        else
        {
            KeepOrphan(message);
        }
    }

    private bool IsMine(string owner) => string.Equals(owner, _lease.WorkerId, StringComparison.Ordinal);

    private void Post(LiveInstance instance, HistoryEvent? e)
    {
        if (instance.Arrive(e))
        {
            var busy = Busy.Begin();
            _turnQueue.Add(() => RunTurnsAsync(instance, busy));
        }
    }

    private async Task RunTurnsAsync(LiveInstance instance, BusyCount.Scope busy)
    {
        using (busy)
        {
            try
            {
                while (instance.TryTake(() => !IsMine(instance.Owner), out var arrived))
                {
                    await RunTurnAsync(instance, arrived);
                }
            }
            catch (OperationCanceledException) when (_halt.IsCancellationRequested)
            {
                // The process stops; what is stored goes on elsewhere.
            }
            catch (Exception e)
            {
                LogTurnFailed(_logger, instance.InstanceId, e);
                await TryFailAsync(instance, e);
            }
        }
    }

    private async Task RunTurnAsync(LiveInstance instance, List<HistoryEvent> arrived)
    {
        // Nothing has arrived when the row only has to bear this process's new id.
        var outcome = arrived.Count == 0 ? new(instance.State, [])
            : arrived is [{ Kind: EventKind.Turn }] && instance.Prepared is { } prepared ? prepared
            : _turn.Run(instance.State, arrived, Now);
        instance.Prepared = null;

        // Before the write: a crash between sends again, under the same keys, and nothing is forgotten.
        await SendAllAsync(instance.State.Execution, outcome);
        if (outcome.State.IsFinished)
        {
            await EndAsync(instance, outcome.State);
            return;
        }

        if (!await SaveAsync(instance, outcome.State))
        {
            return;
        }

        instance.SetStarted();
        QueueSteps(instance);
        Arm(instance, outcome.Actions);
        StartChildren(instance, outcome.Actions.Where(a => a.Kind == EventKind.ChildCreated), taken: false);
        if (outcome.GoesOn)
        {
            // Sequence numbers begin anew; all that bore the old ones has ended.
            instance.Steps.Clear();
            instance.Timers.Clear();
            instance.Arrive(new(EventKind.Turn));
        }

        await ClearInboxAsync(instance);
    }

    private void Arm(LiveInstance instance, IEnumerable<HistoryEvent> actions)
    {
        var execution = instance.State.Execution;
        foreach (var action in actions)
        {
            if (action.Kind == EventKind.TimerCreated)
            {
                var fired = new HistoryEvent(EventKind.TimerFired) { Id = action.Id, Execution = execution };
                instance.Timers[action.Id] = _timers.Add(new(action.Time!.Value, TimeSpan.Zero), () => Post(instance, fired));
            }
            else if (action.Kind == EventKind.TimerCancelled && instance.Timers.TryRemove(action.Id, out var timer))
            {
                timer.Cancel();
            }
        }
    }

    private void Drop(LiveInstance instance)
    {
        _live.TryRemove(new(instance.InstanceId, instance));
        instance.Leave(null);
    }

    [LoggerMessage(9011, LogLevel.Error, "A turn of orchestration {InstanceId} broke off; the orchestration fails")]
    private static partial void LogTurnFailed(ILogger logger, string instanceId, Exception e);
}
