using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Model.Schedules;
using AgentSched.Time.English;
using AgentSched.Time.Specs;

namespace AgentSched.Api.PlainEnglish;

/// <summary>Readings of a command as JSON. Each has the fields that <see cref="Chosen"/> reads, and says in words what it does.</summary>
internal static class ReadingJson
{
    private const int Count = 5;

    /// <summary>A reading that sends a message: at once, or by a new schedule.</summary>
    public static JsonNode Of(string agent, string message, ScheduleSpec? spec, DateTimeOffset now) => Node(
        spec is null ? CommandAction.Run : CommandAction.Schedule,
        agent,
        spec is null ? "once, at once" : SpecWords.Describe(spec.Text),
        message,
        spec,
        next: spec is null ? [] : [.. spec.Following(now, Math.Min(Count, spec.Text.MaxRuns ?? Count))]);

    /// <summary>A reading that changes or runs a schedule.</summary>
    public static JsonNode Of(CommandAction action, Schedule schedule, DateTimeOffset? until) => Node(
        action,
        schedule.Agent,
        action switch
        {
            CommandAction.Trigger => $"runs schedule \"{schedule.Name}\" of {schedule.Owner} at once",
            CommandAction.Pause when until is { } end => string.Create(CultureInfo.InvariantCulture, $"pauses schedule \"{schedule.Name}\" of {schedule.Owner} until {end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
            CommandAction.Pause => $"disables schedule \"{schedule.Name}\" of {schedule.Owner} until it is resumed",
            CommandAction.Resume => $"enables schedule \"{schedule.Name}\" of {schedule.Owner}",
            _ => $"deletes schedule \"{schedule.Name}\" of {schedule.Owner}; it can be restored for 30 days",
        },
        schedule: schedule,
        until: until);

    private static JsonNode Node(
        CommandAction action, string agent, string human, string? message = null, ScheduleSpec? spec = null, Schedule? schedule = null, DateTimeOffset? until = null, IReadOnlyList<DateTimeOffset>? next = null) =>
        JsonSerializer.SerializeToNode(
            new
            {
                action,
                agent,
                message,
                spec = spec is null ? null : SpecJson.Fields(spec.Text),
                schedule = schedule?.Id,
                name = schedule?.Name,
                until,
                human,
                next = next ?? [],
                nextLocal = spec is null ? [] : SpecJson.Local(next ?? [], spec),
            },
            Json.Options)!;
}
