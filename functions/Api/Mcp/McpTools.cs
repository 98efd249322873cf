namespace AgentSched.Api.Mcp;

/// <summary>The tools, in the order in which they are listed.</summary>
internal static partial class McpTools
{
    /// <summary>What a model should know before it calls a tool.</summary>
    public const string Instructions =
        """
        AgentSched runs AI agents on a schedule. An agent is a service that answers a message over HTTP. A schedule sends its message to one agent at times given by a cron
        expression, an interval or a single time, in a time zone. Each time it comes due there is a run, which ends as exactly one record with a status, a reason and a sentence.
        Runs cost money: start only what the user asked for. Schedules are named by their agent and by their id or exact name, runs by their agent and run id.
        To make a schedule from words: parse_english first, show the user when it fires, then create_schedule with the fields of its spec. Instants are UTC (2026-01-05T09:00:00Z),
        durations ISO 8601 (PT10M), zones IANA names (Europe/Berlin). Tools with an argument confirm say what they would do until it is true.
        """;

    private const string Key = "Idempotency-Key";

    private static string[] OfSchedule =>
        ["id", "agent", "name", "human", "enabled", "pausedUntil", "nextDueTime", "endedAt", "endReason", "problem", "chainProblem", "tags", "owner", "warnings"];

    private static string[] SpecFields => ["cron", "zone", "every", "anchor", "at", "startsAt", "endsAt", "exclude", "jitter", "maxRuns"];

    private static string[] ScheduleFields =>
        ["name", "message", "description", "tags", .. SpecFields, "context", "model", "timeout", "retries", "maxCostUsdPerRun", "overlap", "misfire", "catchUpWindow", "enabled"];

    public static IReadOnlyList<McpTool> All { get; } = [.. Agents, .. Schedules, .. Runs, .. Money];

    private static McpTool[] Agents =>
    [
        new("list_agents", "listAgents", "List agents", "Lists the agents that you may use, with how many runs are running and waiting and what is left of their budgets. Every other tool needs an agent's name from here.")
        {
            IsReadOnly = true, Fields = ["limit", "continuation"], Shows = ["name", "kind", "enabled", "owner", "maxConcurrent", "running", "waiting", "budget"],
        },
        new("run_agent", "runAgent", "Run an agent once", "Sends a message to an agent now, without a schedule, and returns the run's id at once; show_run says how it ended. Costs what a run of the agent costs.")
        {
            Fields = ["message", "context", "model", "timeout", "retries", "maxCostUsdPerRun", Key], Shows = ["runId", "agent", "status", "reason", "sentence"],
        },
    ];

    private static McpTool[] Schedules =>
    [
        new("list_schedules", "listAllSchedules", "List schedules", "Lists schedules with their ids, when they fire and when they come due next; by agent, by tag, or with a text in name, description or message.")
        {
            IsReadOnly = true, Fields = ["agent", "enabled", "tag", "text", "sort", "deleted", "limit", "continuation"], Shows = OfSchedule,
        },
        new("show_schedule", "getSchedule", "Show a schedule", "Shows one schedule whole: message, times, policies, its last runs, what it has cost, and why it does not fire if it does not.") { IsReadOnly = true },
        new("parse_english", "parseEnglish", "Read a time in plain English", "Turns words such as \"every weekday at 9am\" or \"tomorrow at 17:00\" into the fields of a schedule (spec) and lists the next times. Creates nothing. Pass the fields of spec that are not null to create_schedule or change_schedule.")
        {
            IsReadOnly = true, Fields = ["text", "zone"], Shows = ["human", "spec", "nextLocal", "zoneReason", "warnings"],
        },
        new("preview_schedule", "previewSchedule", "Preview a schedule", "Lists the next times at which a stored schedule comes due, with pauses and limits, and warnings. For times that are not stored yet use preview_times.") { IsReadOnly = true, Fields = ["count"] },
        new("preview_times", "previewSpec", "Preview times", "Lists the next times of a cron expression, an interval or a single time, and says in words when they are. Stores nothing. Exactly one of cron, every and at.")
        {
            IsReadOnly = true, Fields = [.. SpecFields, "count"], Shows = ["valid", "errors", "human", "nextLocal", "warnings"],
        },
        new("create_schedule", "createSchedule", "Create a schedule", "Creates a schedule that sends message to the agent. Needs a name and exactly one of cron, every and at (get them from parse_english); cron and at need a zone. Each run costs what a run of the agent costs: maxCostUsdPerRun bounds it. Send the same idempotencyKey when you repeat a call.")
        {
            Fields = [.. ScheduleFields, Key], Shows = [.. OfSchedule, "message"],
        },
        new("change_schedule", "changeSchedule", "Change a schedule", "Changes the given fields of a schedule and leaves the others; null resets a field. Without confirm it lists the times of the next 30 days that would be added and removed.")
        {
            IsIdempotent = true, Fields = ScheduleFields, Shows = [.. OfSchedule, "message", "added", "removed", "addedCount", "removedCount", "kept"], Shown = "diffSchedule", Would = "The schedule would be changed. Listed are the times until 30 days from now that the change adds and removes.",
        },
        new("pause_schedule", "pauseSchedule", "Pause a schedule until an instant", "Keeps a schedule from firing until an instant, after which it goes on by itself. Without an end use disable_schedule.") { IsIdempotent = true, Fields = ["until", "note"], Shows = OfSchedule },
        new("disable_schedule", "disableSchedule", "Disable a schedule", "Keeps a schedule from firing until resume_schedule. Nothing is lost; times that pass meanwhile are not made up for.") { IsIdempotent = true, Fields = ["note"], Shows = OfSchedule },
        new("resume_schedule", "enableSchedule", "Resume a schedule", "Ends a pause, or enables a disabled schedule; it fires again from now on.") { IsIdempotent = true, Shows = OfSchedule },
        new("trigger_schedule", "triggerSchedule", "Run a schedule now", "Starts a run of a schedule now, besides its times, and returns the run's id at once; show_run says how it ended. Costs what a run costs.")
        {
            Fields = [Key], Shows = ["runId", "agent", "scheduleName", "status", "reason", "sentence"],
        },
        new("delete_schedule", "deleteSchedule", "Delete a schedule", "Deletes a schedule. It can be restored for 30 days, then it is removed with the records of its runs.")
        {
            IsIdempotent = true, Shows = OfSchedule, Shown = "getSchedule", Would = "This schedule would be deleted. It could be restored for 30 days; then it would be removed with the records of its runs.",
        },
        new("backfill_schedule", "backfillSchedule", "Run past times of a schedule", "Runs the times in a range of the past at which the schedule never started, oldest first. Without confirm it lists them. Each costs what a run costs.")
        {
            Fields = ["from", "to", "max"], Shown = "backfillSchedule", Would = "The times that are listed with runs: true would run, oldest first; each costs what a run costs.",
        },
    ];
}
