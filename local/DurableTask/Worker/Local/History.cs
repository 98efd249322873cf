using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>What an event of a history says. The order of an instance's events is the order in which they took effect.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventKind>))]
internal enum EventKind
{
    /// <summary>A turn begins; its time is what the orchestrator reads.</summary>
    Turn,

    // What the orchestrator asked for.
    StepScheduled,
    TimerCreated,
    TimerCancelled,
    ChildCreated,
    EventSent,

    // What happened to it.
    StepCompleted,
    StepFailed,
    TimerFired,
    ChildCompleted,
    ChildFailed,
    EventRaised,

    // What a client did; never replayed.
    Terminated,
    Suspended,
    Resumed,
}

/// <summary>One entry of a history. Which members are set follows from <see cref="Kind"/>.</summary>
internal sealed record HistoryEvent([property: JsonPropertyName("k")] EventKind Kind)
{
    /// <summary>The sequence number of the action that this event is, or answers; -1 where there is none.</summary>
    [JsonPropertyName("i")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Id { get; init; } = -1;

    /// <summary>Name of the activity, the orchestrator or the event.</summary>
    [JsonPropertyName("n")]
    public string? Name { get; init; }

    /// <summary>Input, result or payload.</summary>
    [JsonPropertyName("d")]
    public string? Data { get; init; }

    /// <summary>Time of the turn, or when the timer is due.</summary>
    [JsonPropertyName("t")]
    public DateTime? Time { get; init; }

    /// <summary>The other instance: the child, or the receiver of the event.</summary>
    [JsonPropertyName("o")]
    public string? Other { get; init; }

    [JsonPropertyName("f")]
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Identifies a message from outside, so that it is applied once however often it is delivered.</summary>
    [JsonPropertyName("m")]
    public string? MessageId { get; init; }

    /// <summary>The execution that a child's answer is for; a later generation of the parent must not take it.</summary>
    [JsonPropertyName("x")]
    public string? Execution { get; init; }
}

internal static class DurableJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Payloads are JSON within JSON: the strict escaping would make every quote six characters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IncludeFields = true,
    };
}
