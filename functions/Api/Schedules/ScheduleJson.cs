using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Schedules;

namespace AgentSched.Api.Schedules;

/// <summary>Reads the writable fields of a schedule from a request.</summary>
internal static class ScheduleJson
{
    private const int MaxTags = 20;

    /// <summary>Reads a schedule from a request; adds errors to <paramref name="fields"/>, and then the result is invalid.</summary>
    /// <param name="fields">The body, or the stored schedule with a patch applied.</param>
    /// <param name="before">The schedule that is changed. Null: it is a new one.</param>
    /// <param name="id">The id of a new one.</param>
    /// <param name="caller">The owner of a new one.</param>
    /// <param name="agent">The agent it runs.</param>
    /// <param name="options">The deployment's limits.</param>
    /// <param name="now">Time of the request.</param>
    /// <param name="mayHaveEnded">Whether all its occurrences may be in the past, as in restored data.</param>
    public static Schedule? Parse(JsonFields fields, Schedule? before, string id, Caller caller, Agent agent, ScheduleOptions options, DateTimeOffset now, bool mayHaveEnded = false)
    {
        var name = fields.Text("name", required: true) is { } text ? ScheduleName.Normalize(text) : null;
        if (name is not null && ScheduleName.Objection(name) is { } noName)
        {
            fields.Errors.Add("name", noName);
        }

        var spec = SpecJson.Parse(fields, options, now, unless: before?.Spec.Text, mayHaveEnded, before?.Id ?? id);
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
        fields.Fixed("agent", agent.Name);
        fields.Fixed("owner", before?.Owner ?? caller.Name);
        if (before is not null)
        {
            fields.Fixed("id", before.Id);
        }

        fields.ReadOnly("id", "human", "problem", "zoneReason", "chainProblem", "endedAt", "endReason", "nextDueTime", "createdAt", "updatedAt", "version", "deletedAt", "hook", "activeRuns", "waitingRuns", "failuresInARow", "totals", "lastRuns", "warnings");
        if (name is null || spec is null || message is null)
        {
            return null;
        }

        var schedule = before ?? new Schedule
        {
            Id = id,
            Tenant = caller.Tenant,
            Agent = agent.Name,
            AgentId = agent.Id,
            Owner = caller.Name,
            OwnerIsAdmin = caller.IsAdmin,
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
