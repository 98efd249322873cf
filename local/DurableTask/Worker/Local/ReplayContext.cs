using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>
/// What the orchestrator of one turn sees. Every action takes the next sequence number; the <see cref="Replayer"/> compares it with
/// the history or, where the history ends, takes it as new.
/// </summary>
internal sealed class ReplayContext(InstanceState state, DataConverter converter, ILoggerFactory loggers, TurnPump pump) : TaskOrchestrationContext
{
    internal const string Astray =
        "An invalid asynchronous invocation was detected: the orchestrator awaited something that is not a task of its context, "
        + "or went on off its thread (ConfigureAwait(false), Task.Run, Task.Delay, I/O). Move such work into an activity.";

    private readonly SortedDictionary<int, HistoryEvent> _unmatched = [];
    private readonly SortedSet<int> _cancelled = [];
    private readonly Dictionary<int, OpenTask> _open = [];
    private int _nextId;
    private int _nextGuid;

    public override TaskName Name => Inside(state.Name);

    public override string InstanceId => Inside(state.InstanceId);

    public override string Version => Inside(state.Version ?? string.Empty);

    public override ParentOrchestrationInstance? Parent =>
        Inside(state.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null);

    public override DateTime CurrentUtcDateTime => Inside(Now);

    // Loggers ask at any time, also after the turn.
    public override bool IsReplaying => Replaying;

    protected override ILoggerFactory LoggerFactory => loggers;

    internal DateTime Now { get; set; }

    internal bool Replaying { get; set; }

    internal EventMailbox Mailbox { get; } = new(converter);

    /// <summary>Activities, children and timers that have not ended: an orchestration does not complete before they do.</summary>
    internal bool HasOpenTasks => _open.Count > 0;

    internal bool HasCustomStatus { get; private set; }

    internal string? CustomStatus { get; private set; }

    internal (string? Input, bool KeepEvents, string? Version)? Next { get; private set; }

    /// <summary>Asked for by the orchestrator and not in the history yet.</summary>
    internal IEnumerable<HistoryEvent> NewActions =>
        _unmatched.Values.Concat(_cancelled.Select(id => new HistoryEvent(EventKind.TimerCancelled) { Id = id }));

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(Inside(state.Input));

    internal object? GetInput(Type type) => converter.Deserialize(Inside(state.Input), type) ?? LocalDurableWorker.DefaultOf(type);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var data = converter.Serialize(Inside(input));
        return Retries.RunAsync(this, options?.Retry, () => Schedule<TResult>(
            new HistoryEvent(EventKind.StepScheduled) { Name = name.Name, Data = data }));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        var data = converter.Serialize(Inside(input));
        var child = Keys.CheckInstanceId((options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N"));
        return Retries.RunAsync(this, options?.Retry, () => Schedule<TResult>(
            new HistoryEvent(EventKind.ChildCreated) { Name = orchestratorName.Name, Data = data, Other = child }));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var due = Inside(fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc));
        var source = new TaskCompletionSource();
        var id = Act(new HistoryEvent(EventKind.TimerCreated) { Time = due });
        _open[id] = new(EventKind.TimerCreated, _ => source.TrySetResult());
        cancellationToken.Register(() =>
        {
            if (pump.IsInside && _open.Remove(id))
            {
                _cancelled.Add(id);
                source.TrySetCanceled(cancellationToken);
            }
        });
        return source.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        Mailbox.WaitAsync<T>(Inside(eventName), cancellationToken);

    public override void SendEvent(string instanceId, string eventName, object payload) => Act(
        new HistoryEvent(EventKind.EventSent) { Name = eventName, Other = Keys.CheckInstanceId(instanceId), Data = converter.Serialize(Inside(payload)) });

    public override void SetCustomStatus(object? customStatus)
    {
        CustomStatus = converter.Serialize(Inside(customStatus)) ?? "null";
        HasCustomStatus = true;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        Next = (converter.Serialize(Inside(newInput)), preserveUnprocessedEvents, state.Version);

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        base.ContinueAsNew(options);
        Next = Next!.Value with { Version = options.NewVersion ?? state.Version };
    }

    public override Guid NewGuid() => NameBasedGuid.Create(
        string.Create(CultureInfo.InvariantCulture, $"{Inside(state.InstanceId)}_{Now:o}_{_nextGuid++}"));

    /// <summary>The history says that the orchestrator did <paramref name="past"/>; it must have done the same now.</summary>
    internal void Match(HistoryEvent past)
    {
        if (past.Kind == EventKind.TimerCancelled)
        {
            if (!_cancelled.Remove(past.Id))
            {
                throw new NonDeterministicOrchestrationException(state.InstanceId, past, null);
            }

            return;
        }

        var now = _unmatched.GetValueOrDefault(past.Id);
        var same = now is not null && now.Kind == past.Kind
            && (past.Kind == EventKind.TimerCreated || string.Equals(now.Name, past.Name, StringComparison.OrdinalIgnoreCase));
        if (!same)
        {
            throw new NonDeterministicOrchestrationException(state.InstanceId, past, now);
        }

        _unmatched.Remove(past.Id);
    }

    /// <summary>Ends the task that <paramref name="answer"/> is for. One that ended already is left alone.</summary>
    internal void Answer(HistoryEvent answer)
    {
        if (_open.Remove(answer.Id, out var task))
        {
            task.Complete(answer);
        }
    }

    private Task<T> Schedule<T>(HistoryEvent action)
    {
        var source = new TaskCompletionSource<T>();
        var id = Act(action);
        _open[id] = new(action.Kind, answer =>
        {
            try
            {
                if (answer.Failure is { } failure)
                {
                    source.TrySetException(new TaskFailedException(action.Name!, id, failure));
                }
                else
                {
                    source.TrySetResult(converter.Deserialize<T>(answer.Data)!);
                }
            }
            catch (Exception e)
            {
                source.TrySetException(e);
            }
        });
        return source.Task;
    }

    private int Act(HistoryEvent action)
    {
        var id = _nextId++;
        _unmatched.Add(id, action with { Id = id });
        return id;
    }

    private T Inside<T>(T value) => pump.IsInside ? value : throw new InvalidOperationException(Astray);

    private sealed record OpenTask(EventKind Kind, Action<HistoryEvent> Complete);
}
