using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>The orchestration that waits for this one.</summary>
internal sealed record ParentLink(string InstanceId, string Name, string Execution, int TaskId);

/// <summary>All that is stored of an instance. A change is a new value, so that what was saved last is never half changed.</summary>
internal sealed record InstanceState
{
    public required string InstanceId { get; init; }

    /// <summary>New with every start and every continue-as-new.</summary>
    public required string Execution { get; init; }

    public required string Name { get; init; }

    public string? Version { get; init; }

    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The first turn waits for it; null for at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public ParentLink? Parent { get; init; }

    public IReadOnlyList<HistoryEvent> History { get; init; } = [];

    /// <summary>What arrived while the instance is suspended; a resume delivers it.</summary>
    public IReadOnlyList<HistoryEvent> Held { get; init; } = [];

    /// <summary>Messages that are part of this state and whose inbox rows may still be there: not to be applied again.</summary>
    public IReadOnlyList<string> Applied { get; init; } = [];

    [JsonIgnore]
    public bool IsFinished => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    public OrchestrationMetadata ToMetadata(bool withInputsAndOutputs, DataConverter converter) => new(Name, InstanceId)
    {
        RuntimeStatus = Status,
        CreatedAt = CreatedAt,
        LastUpdatedAt = UpdatedAt,
        Tags = Tags ?? new Dictionary<string, string>(StringComparer.Ordinal),
        DataConverter = withInputsAndOutputs ? converter : null,
        SerializedInput = withInputsAndOutputs ? Input : null,
        SerializedOutput = withInputsAndOutputs ? Output : null,
        SerializedCustomStatus = withInputsAndOutputs ? CustomStatus : null,
        FailureDetails = withInputsAndOutputs ? Failure : null,
    };
}
