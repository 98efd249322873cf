using System.Security.Cryptography;
using System.Text.RegularExpressions;
using AgentSched.Access;
using AgentSched.Agents;
using AgentSched.Http;

namespace AgentSched.Schedules;

/// <summary>A schedule as JSON: what a request may say, and what an answer tells.</summary>
internal static partial class ScheduleContract
{
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    [GeneratedRegex(@"^[a-z0-9]{16}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Id();

    [GeneratedRegex(@"^[^\p{C}]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();

    /// <summary>Reads a new schedule from a request; what is wrong is in <paramref name="fields"/> afterwards, and then the result means nothing.</summary>
    public static Schedule? Parse(JsonFields fields, Caller caller, Agent agent, ScheduleOptions options, DateTimeOffset now)
    {
        var name = fields.Text("name", required: true, max: 100, pattern: Printable(), shape: "a name without control characters");
        var spec = SpecContract.Parse(fields, options, now);
        var message = fields.Text("message", required: true, max: Schedule.MaxMessageLength);
        var settings = new AgentSettings(
            fields.Text("model", max: 200),
            fields.Texts("allowedTools", maxCount: 100, maxLength: 200) ?? [],
            fields.Text("systemPrompt", max: 10_000),
            fields.Whole("maxTurns", 1, 10_000));
        var description = fields.Text("description", max: 1000);
        var timeout = fields.Duration("timeout", Agent.MinTimeout, agent.Timeout);
        var enabled = fields.Flag("enabled") ?? true;
        return name is null || spec is null || message is null
            ? null
            : new Schedule(
                RandomNumberGenerator.GetString(IdAlphabet, 16),
                caller.Tenant,
                agent.Name,
                caller.Name,
                name,
                description,
                spec,
                message,
                settings,
                timeout,
                enabled,
                now,
                now,
                [],
                ScheduleTotals.None);
    }

    public static object Answer(Schedule schedule, DateTimeOffset now) => new
    {
        schedule.Id,
        schedule.Agent,
        schedule.Owner,
        schedule.Name,
        schedule.Description,
        schedule.Spec.Text.Cron,
        schedule.Spec.Text.Zone,
        schedule.Spec.Text.Every,
        schedule.Spec.Text.Anchor,
        schedule.Spec.Text.At,
        schedule.Spec.Text.StartsAt,
        schedule.Spec.Text.EndsAt,
        schedule.Spec.Text.Exclude,
        schedule.Spec.Text.DstGap,
        schedule.Spec.Text.DstOverlap,
        schedule.Spec.Text.DayMatch,
        schedule.Message,
        schedule.Settings.Model,
        schedule.Settings.AllowedTools,
        schedule.Settings.SystemPrompt,
        schedule.Settings.MaxTurns,
        schedule.Timeout,
        schedule.Enabled,
        nextDueTime = schedule.Enabled ? schedule.Spec.NextAfter(now) : null,
        schedule.CreatedAt,
        schedule.UpdatedAt,
        activeRuns = schedule.ActiveRuns.Length,
        schedule.Totals,
    };
}
