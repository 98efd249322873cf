namespace AgentSched.Api.Mcp;

/// <content>Runs, usage and budgets.</content>
internal static partial class McpTools
{
    /// <summary>Arguments of <c>read_log</c>: the place in the log, and how much of it.</summary>
    public const string Offset = "offset", Length = "length";

    /// <summary>The tool whose answer is read in pages.</summary>
    public const string ReadLog = "read_log";

    private static string[] OfRun =>
        ["runId", "agent", "scheduleName", "trigger", "status", "reason", "sentence", "dueTime", "startedAt", "finishedAt", "duration", "costUsd", "summary"];

    private static McpTool[] Runs =>
    [
        new("list_runs", "listAllRuns", "List runs", "Lists runs, newest first, with status, reason, sentence and cost; by status (queued, waiting, running, succeeded, failed, timedOut, cancelled, missed, skipped, rejected), time, schedule id or text.")
        {
            IsReadOnly = true, Fields = ["status", "trigger", "from", "to", "schedule", "text", "limit", "continuation"], Shows = OfRun,
        },
        new("show_run", "getRun", "Show a run", "Shows one run whole: why it ended as it did, message, response, tokens, cost and each call. Its log is in read_log.") { IsReadOnly = true },
        new(ReadLog, "getRunLog", "Read the log of a run", "Reads what the agent logged in a run, a page at a time: the answer has next, the offset of the next page, or null at the end.") { IsReadOnly = true, Fields = [Offset, Length] },
        new("cancel_run", "cancelRun", "Cancel a run", "Cancels a run that is queued, waiting or running. What the agent has done by then stays done and may have cost money.")
        {
            IsIdempotent = true, Shows = OfRun, Shown = "getRun", Would = "This run would be cancelled.",
        },
        new("replay_run", "replayRun", "Run a run again", "Starts a new run with the message and settings of an earlier one and returns its id at once. Costs what a run costs.") { Fields = [Key], Shows = ["runId", "agent", "status", "reason", "sentence"] },
    ];

    private static McpTool[] Money =>
    [
        new("show_usage", "getUsage", "Show usage", "Runs, outcomes, cost and tokens of a range of days, grouped by day, agent, schedule or owner.") { IsReadOnly = true, Fields = ["from", "to", "by", "agent"] },
        new("show_budget", "getAgent", "Show an agent's budget", "What an agent may spend by day and month, what it has spent, and what happens at a limit.") { IsReadOnly = true, Shows = ["name", "owner", "limits", "onLimit", "budget", "totals", "maxConcurrent", "running", "waiting"] },
        new("show_owner_budget", "getOwnerLimits", "Show an owner's budget", "What all runs of an owner may spend by day and month, and what they have spent. You may see your own; admins see everybody's.") { IsReadOnly = true },
    ];
}
