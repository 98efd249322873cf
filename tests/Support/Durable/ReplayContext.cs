using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace AgentSched.Tests.Support;

/// <summary>What the orchestrator of one turn sees.</summary>
internal sealed class ReplayContext(DurableInstance instance, IDurableCode code) : TaskOrchestrationContext
{
    [ThreadStatic]
    private static ReplayContext? _current;

    private readonly List<DurableAction> _asked = [];
    private readonly Dictionary<int, Action<DurableEvent.Done>> _open = [];
    private readonly HashSet<int> _cancelled = [];
    private readonly EventMailbox _events = new(code);
    private DateTime _now;

    public override TaskName Name => instance.Name;

    public override string InstanceId => instance.Id;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => Inside(_now);

    public override bool IsReplaying => IsReplayingNow;

    public bool IsReplayingNow { get; set; }

    public bool IsInside => _current == this;

    /// <summary>Steps and timers that have not ended: the orchestration does not end before they do.</summary>
    public bool HasOpenTasks => _open.Count > 0;

    public bool Waits => HasOpenTasks || _events.HasWaiters;

    /// <summary>What was not asked for in an earlier turn.</summary>
    public IReadOnlyList<DurableAction> NewActions => _asked[instance.Actions.Count..];

    public IReadOnlySet<int> CancelledTimers => _cancelled;

    protected override ILoggerFactory LoggerFactory => code.Loggers;

    /// <summary>From here on, the current thread is the turn's.</summary>
    public IDisposable Enter()
    {
        _current = this;
        return new Leave();
    }

    public void Tell(DurableEvent what)
    {
        switch (what)
        {
            case DurableEvent.Turn turn:
                _now = turn.At;
                break;
            case DurableEvent.Astray:
                throw new InvalidOperationException(Replay.Astray);
            case DurableEvent.Raised raised:
                _events.Deliver(raised);
                break;
            case DurableEvent.Done done when _open.Remove(done.Action, out var complete):
                complete(done);
                break;
        }
    }

    /// <exception cref="InvalidOperationException">It asked for less than in an earlier turn.</exception>
    public void CheckComplete()
    {
        if (_asked.Count < instance.Actions.Count)
        {
            throw Different(_asked.Count, now: null);
        }
    }

    public override T? GetInput<T>()
        where T : default => code.Deserialize<T>(Inside(instance.Input));

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var json = code.Serialize(input);
        var policy = options?.Retry is { } retry ? retry.Policy ?? throw NotThere() : null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StepAsync<TResult>(name.Name, json);
            }
            catch (TaskFailedException e) when (policy is not null && attempt < policy.MaxNumberOfAttempts && policy.Handle(e))
            {
                var delay = Math.Min(policy.FirstRetryInterval.TotalSeconds * Math.Pow(policy.BackoffCoefficient, attempt - 1), policy.MaxRetryInterval.TotalSeconds);
                await CreateTimer(CurrentUtcDateTime.AddSeconds(delay), CancellationToken.None);
            }
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource();
        var number = Ask(new DurableAction(Step: null, Json: null, DateTime.SpecifyKind(fireAt, DateTimeKind.Utc)));
        _open[number] = _ => source.TrySetResult();
        cancellationToken.Register(() =>
        {
            if (!IsInside)
            {
                instance.Owner?.Tell(instance, new DurableEvent.Astray()); // Durable Task would leave it running for ever, or until the timer
            }
            else if (_open.Remove(number))
            {
                _cancelled.Add(number);
                source.TrySetCanceled(cancellationToken);
            }
        });
        return source.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        _events.WaitAsync<T>(Inside(eventName), cancellationToken);

    public override void SendEvent(string instanceId, string eventName, object payload) => throw NotThere();

    public override void SetCustomStatus(object? customStatus) => throw NotThere();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw NotThere();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw NotThere();

    public override Guid NewGuid() => throw NotThere();

    private static NotSupportedException NotThere() => new("the app did not use this when its engine of the tests was written");

    private Task<T> StepAsync<T>(string name, string? json)
    {
        var source = new TaskCompletionSource<T>();
        var number = Ask(new DurableAction(name, json, Due: null));
        _open[number] = done =>
        {
            if (done.Failure is { } failure)
            {
                source.TrySetException(new TaskFailedException(name, number, failure));
            }
            else
            {
                source.TrySetResult(code.Deserialize<T>(done.Json)!);
            }
        };
        return source.Task;
    }

    private int Ask(DurableAction action)
    {
        var number = Inside(_asked).Count;
        if (number < instance.Actions.Count && instance.Actions[number] != action)
        {
            throw Different(number, action);
        }

        _asked.Add(action);
        return number;
    }

    private InvalidOperationException Different(int number, DurableAction? now) =>
        new($"non-deterministic orchestrator: action {number} was {instance.Actions[number]} and is now {now?.ToString() ?? "not asked for"}");

    private T Inside<T>(T value) => IsInside ? value : throw new InvalidOperationException("the orchestrator uses its context off the thread of its turn");

    private sealed class Leave : IDisposable
    {
        public void Dispose() => _current = null;
    }
}
