using System.Text.RegularExpressions;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Schedules;

namespace AgentSched.Api.Schedules;

/// <summary>Reads the writable fields of a schedule from a request.</summary>
internal static partial class ScheduleJson
{
    private const int MaxTags = 20;

    [GeneratedRegex(@"^[^\p{C}]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();

    /// <summary>Reads a schedule from a request; adds errors to <paramref name="fields"/>, and then the result is invalid.</summary>
    /// <param name="fields">The body, or the stored schedule with a patch applied.</param>
    /// <param name="before">The schedule that is changed. Null: it is a new one.</param>
    /// <param name="id">The id of a new one.</param>
    /// <param name="caller">The owner of a new one.</param>
    /// <param name="agent">The agent it runs.</param>
    /// <param name="options">The deployment's limits.</param>
    /// <param name="now">Time of the request.</param>
    public static Schedule? Parse(JsonFields fields, Schedule? before, string id, Caller caller, Agent agent, ScheduleOptions options, DateTimeOffset now)
    {
        var name = fields.Text("name", required: true, max: 100, pattern: Printable(), shape: "a name without control characters");
        var spec = SpecJson.Parse(fields, options, now, unless: before?.Spec.Text);
        var message = fields.Text("message", required: true, max: Schedule.MaxMessageLength);
        if (message is not null && message != before?.Message && Placeholders.Objection(message) is { } slip)
        {
            fields.Errors.Add("message", slip);
        }

        var settings = ParseSettings(fields);
        var description = fields.Text("description", max: 1000);
        var tags = fields.Texts("tags", MaxTags, maxLength: 50) ?? [];
        var context = fields.Object("context", Schedule.MaxContextLength);
        var timeout = fields.Duration("timeout", Agent.MinTimeout, agent.Timeout);
        var maxCost = ParseMaxCost(fields, options);
        var policies = ParsePolicies(fields);
        var chain = ChainJson.Parse(fields, agent.Name);
        var enabled = fields.Flag("enabled") ?? true;
        var pausedUntil = fields.Instant("pausedUntil");
        var note = fields.Text("note", max: 1000);
        fields.Ignore("id", "agent", "owner", "human", "problem", "chainProblem", "endedAt", "endReason", "nextDueTime", "createdAt", "updatedAt", "version", "deletedAt", "hook", "activeRuns", "waitingRuns", "failuresInARow", "totals");
        if (name is null || spec is null || message is null)
        {
            return null;
        }

        var schedule = before ?? new Schedule
        {
            Id = id,
            Tenant = caller.Tenant,
            Agent = agent.Name,
            Owner = caller.Name,
            Name = name,
            Spec = spec,
            Message = message,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 0,
        };
        return schedule with
        {
            Name = name,
            Description = description,
            Tags = tags,
            Spec = spec,
            Message = message,
            Context = context,
            Settings = settings,
            Timeout = timeout,
            MaxCostUsdPerRun = maxCost,
            Policies = policies,
            Chain = chain,
            ChainProblem = before?.Chain.SequenceEqual(chain) == true ? before.ChainProblem : null,
            Enabled = enabled,
            PausedUntil = enabled && pausedUntil > now ? pausedUntil : null,
            Note = enabled && pausedUntil is null ? null : note,
            FailuresInARow = enabled && before?.Enabled == false ? 0 : schedule.FailuresInARow,
            UpdatedAt = now,
            Version = schedule.Version + 1,
        };
    }

    /// <summary>Reads the settings that are sent to the agent.</summary>
    public static AgentSettings ParseSettings(JsonFields fields) => new(
        fields.Text("model", max: 200),
        fields.Texts("allowedTools", maxCount: 100, maxLength: 200) ?? [],
        fields.Text("systemPrompt", max: 10_000),
        fields.Whole("maxTurns", 1, 10_000));

    /// <summary>Maximum cost of a run: from the request, otherwise the deployment's maximum.</summary>
    public static decimal? ParseMaxCost(JsonFields fields, ScheduleOptions options) =>
        fields.Usd("maxCostUsdPerRun", options.MaxCostUsdPerRun ?? SpendingLimits.MaxUsd) ?? options.MaxCostUsdPerRun;

    private static SchedulePolicies ParsePolicies(JsonFields fields) => new()
    {
        Misfire = fields.Word<MisfirePolicy>("misfire") ?? MisfirePolicy.FireLatest,
        CatchUpWindow = fields.Duration("catchUpWindow", SchedulePolicies.ShortestWindow, TimeSpan.FromDays(365)),
        Overlap = fields.Word<OverlapPolicy>("overlap") ?? OverlapPolicy.Skip,
        OnFull = fields.Word<OnFull>("onFull") ?? OnFull.Wait,
        Retries = fields.Whole("retries", 0, SchedulePolicies.MaxRetries) ?? SchedulePolicies.DefaultRetries,
        RetryTimeouts = fields.Flag("retryTimeouts") ?? false,
        PauseAfterFailures = fields.Whole("pauseAfterFailures", 0, 1000) ?? SchedulePolicies.DefaultPauseAfterFailures,
    };
}
