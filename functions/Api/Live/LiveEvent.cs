using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.Activities;
using AgentSched.Base;
using AgentSched.Model.Activities;

namespace AgentSched.Api.Live;

/// <summary>
/// An event as sent to browsers. Names and the first fields follow the system for which existing dashboards were written (snake_case); our own fields
/// follow.
/// </summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">One line of JSON.</param>
internal readonly record struct LiveEvent(string Name, string Data)
{
    /// <summary>The events of an entry, in order; one, or two for a run of a schedule.</summary>
    public static IReadOnlyList<LiveEvent> Of(ActivityEntry entry)
    {
        var activity = Make("agent_activity", new()
        {
            ["agent_name"] = entry.Agent,
            ["activity_id"] = new ActivityAnswer(entry).Id,
            ["activity_type"] = Word(entry.Type),
            ["activity_state"] = Word(entry.State),
            ["action"] = ActivityAnswer.ActionOf(entry),
            ["timestamp"] = Instant(entry.At),
            ["details"] = Json.Node(entry.Details),
            ["actor"] = entry.Actor,
            ["schedule_id"] = entry.ScheduleId,
            ["schedule_name"] = entry.ScheduleName,
            ["related_run_id"] = entry.RelatedRunId?.ToString(),
            ["duration_ms"] = entry.Duration is { } duration ? (long)duration.TotalMilliseconds : null,
        });
        return entry is not { ScheduleId: not null, RelatedRunId: not null } ? [activity]
            : entry.Type == ActivityType.RunStarted ? [Started(entry), activity]
            : entry.Type is ActivityType.RunCompleted or ActivityType.RunFailed or ActivityType.RunCancelled or ActivityType.RunMissed or ActivityType.RunSkipped or ActivityType.RunRejected ? [Completed(entry), activity]
            : [activity];
    }

    private static LiveEvent Started(ActivityEntry entry) => Make("schedule_run_started", new()
    {
        ["agent"] = entry.Agent,
        ["schedule_id"] = entry.ScheduleId,
        ["execution_id"] = entry.RelatedRunId?.ToString(),
        ["schedule_name"] = entry.ScheduleName,
        ["trigger"] = Json.Node(entry.Details)?["trigger"]?.DeepClone(),
        ["timestamp"] = Instant(entry.At),
    });

    private static LiveEvent Completed(ActivityEntry entry)
    {
        var details = Json.Node(entry.Details);
        var succeeded = entry.Type == ActivityType.RunCompleted;
        return Make("schedule_run_completed", new()
        {
            ["agent"] = entry.Agent,
            ["schedule_id"] = entry.ScheduleId,
            ["execution_id"] = entry.RelatedRunId?.ToString(),
            ["status"] = succeeded ? "success" : "failed",
            ["error"] = succeeded ? null : details?["sentence"]?.DeepClone(),
            ["schedule_name"] = entry.ScheduleName,
            ["run_status"] = details?["status"]?.DeepClone(),
            ["reason"] = details?["reason"]?.DeepClone(),
            ["duration_ms"] = entry.Duration is { } duration ? (long)duration.TotalMilliseconds : null,
            ["cost_usd"] = details?["costUsd"]?.DeepClone(),
            ["cost_unknown"] = details?["costUnknown"] is not null,
            ["timestamp"] = Instant(entry.At),
        });
    }

    private static LiveEvent Make(string name, JsonObject fields)
    {
        fields.Insert(0, "type", name);
        return new LiveEvent(name, fields.ToJsonString(Json.Options)); // one line: JSON escapes line breaks
    }

    private static string Word<T>(T word)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(word.ToString());

    private static JsonNode? Instant(DateTimeOffset at) => JsonSerializer.SerializeToNode(at, Json.Options);
}
