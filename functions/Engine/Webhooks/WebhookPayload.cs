using System.Text.Json;
using AgentSched.Base;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;

namespace AgentSched.Engine.Webhooks;

/// <summary>Serializes events as JSON. An event has the same bytes on every attempt, because an ended run's record does not change.</summary>
internal static class WebhookPayload
{
    public static byte[] Of(Delivery delivery, Run run) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            type = TypeOf(delivery.Event),
            delivery.Id,
            createdAt = delivery.At,
            delivery.Tenant,
            delivery.Agent,
            schedule = delivery.ScheduleId is { } schedule ? new { id = schedule, name = delivery.ScheduleName } : null,
            run = new RunSummary(run),
            missed = delivery.Missed is { } missed ? new { missed.Count, firstDueTime = missed.First, lastDueTime = missed.Last } : null,
        },
        Json.Options);

    /// <summary>A test event without content, to check that it arrives.</summary>
    public static byte[] Test(string id, string tenant, string agent, DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(
        new { type = "test", id, createdAt = now, tenant, agent, schedule = (object?)null, run = (object?)null, missed = (object?)null }, Json.Options);

    /// <summary><c>run.succeeded</c>, <c>run.failed</c> or <c>run.missed</c>.</summary>
    public static string TypeOf(WebhookEvent what) => $"run.{JsonNamingPolicy.CamelCase.ConvertName(what.ToString())}";
}
