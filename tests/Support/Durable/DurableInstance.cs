using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Tests.Support;

/// <summary>All that is known of an orchestration. Whoever touches it has the lock of its <see cref="DurableStore"/>.</summary>
internal sealed class DurableInstance(string name, string id, string? input, DateTimeOffset createdAt)
{
    public string Name => name;

    public string Id => id;

    public string? Input => input;

    public OrchestrationRuntimeStatus Status { get; private set; } = OrchestrationRuntimeStatus.Running;

    public bool IsCompleted => Status != OrchestrationRuntimeStatus.Running;

    /// <summary>The app that runs it. Null: that app has stopped, and the next one over the same storage takes it.</summary>
    public DurableWorker? Owner { get; set; }

    public bool IsTurning { get; set; }

    /// <summary>What its turns have dealt with. Only the running turn changes it.</summary>
    public List<DurableEvent> History { get; } = [];

    /// <summary>What the orchestrator asked for, by sequence number.</summary>
    public List<DurableAction> Actions { get; } = [];

    /// <summary>What its next turn will be told.</summary>
    public List<DurableEvent> Inbox { get; } = [new DurableEvent.Begun()];

    /// <summary>Sequence numbers of the steps that have no result yet.</summary>
    public HashSet<int> OpenSteps { get; } = [];

    /// <summary>The timers that have not fired, with what wakes their owner.</summary>
    public Dictionary<int, ITimer?> OpenTimers { get; } = [];

    private string? Output { get; set; }

    private TaskFailureDetails? Failure { get; set; }

    private DateTimeOffset? EndedAt { get; set; }

    /// <summary>All that Durable Task would write down, as text.</summary>
    public string Written => string.Join(' ', [name, id, input, Output, Failure?.ToString(), .. Actions.Select(a => a.ToString()), .. History.Concat(Inbox).Select(e => e.ToString())]);

    public DateTime DueOf(int timer) => Actions[timer].Due!.Value;

    public void End(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure, DateTimeOffset now)
    {
        (Status, Output, Failure, EndedAt) = (status, output, failure, now);
        Inbox.Clear();
        OpenSteps.Clear();
        Disarm();
        OpenTimers.Clear();
    }

    /// <summary>Nothing wakes its owner any more.</summary>
    public void Disarm()
    {
        foreach (var timer in OpenTimers.Keys.ToList())
        {
            OpenTimers[timer]?.Dispose();
            OpenTimers[timer] = null;
        }
    }

    public OrchestrationMetadata Describe(bool withData) => new(name, id)
    {
        RuntimeStatus = Status,
        CreatedAt = createdAt,
        LastUpdatedAt = EndedAt ?? createdAt,
        SerializedInput = withData ? input : null,
        SerializedOutput = withData ? Output : null,
        FailureDetails = withData ? Failure : null,
    };
}
