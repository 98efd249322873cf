using System.Text.Json.Serialization;
using AgentSched.Engine.Webhooks;
using AgentSched.Model.Webhooks;

namespace AgentSched.Api.Webhooks;

/// <summary>A webhook event as JSON: one that is still to be delivered, or a dead one.</summary>
internal sealed class DeliveryAnswer(Delivery delivery)
{
    public string Id => delivery.Id;

    public string Webhook => delivery.Webhook;

    public string Type => WebhookPayload.TypeOf(delivery.Event);

    public string RunId => delivery.Run.ToString();

    public string? ScheduleId => delivery.ScheduleId;

    public string? ScheduleName => delivery.ScheduleName;

    public DateTimeOffset CreatedAt => delivery.At;

    /// <summary>When it was given up. Null, and not in the answer: it is still to be delivered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DeadAt { get; init; }

    /// <summary>When the next attempt is due. Null, and not in the answer: it is dead.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextAttemptAt { get; init; }

    public int Attempts => delivery.Attempts;

    public int? LastStatus => delivery.LastStatus;

    public string? LastError => delivery.LastError;
}
