namespace AgentSched.Telemetry;

/// <summary>
/// Every name that leaves the app as telemetry. Queries, alerts and the workbook in <c>infra/</c> use these and no others; a test compares them.
/// </summary>
internal static class TelemetryNames
{
    /// <summary>The meter and the activity source.</summary>
    public const string Source = "AgentSched";

    /// <summary>The log attribute that makes an entry a custom event where logs are exported.</summary>
    public const string EventAttribute = "microsoft.custom_event.name";
}

/// <summary>One entry for each occurrence, never sampled: percentiles come from these, because metrics arrive summed by the minute.</summary>
internal static class EventNames
{
    /// <summary>A tick ended: outcome; durationMs, scanned, dispatched, missed, lagMs.</summary>
    public const string TickCompleted = "TickCompleted";

    /// <summary>A run came to its agent's queue: tenant, scheduleId, runId, agent, owner, trigger, status; lateMs.</summary>
    public const string RunDispatched = "RunDispatched";

    /// <summary>A run ended: tenant, scheduleId, runId, agent, owner, trigger, model, status, reason, sentence; durationMs, lateMs, attempts, tokensIn, tokensOut, costUsd.</summary>
    public const string RunCompleted = "RunCompleted";

    /// <summary>A run was refused by its agent's queue or a budget: tenant, scheduleId, runId, agent, owner, trigger, reason, sentence.</summary>
    public const string RunRejected = "RunRejected";

    /// <summary>A message failed for good: queue, runId, sentence; dequeueCount.</summary>
    public const string MessagePoisoned = "MessagePoisoned";

    /// <summary>Somebody changed a schedule: tenant, scheduleId, agent, owner, actor, change.</summary>
    public const string ScheduleChanged = "ScheduleChanged";

    /// <summary>A due row could not be read and was set aside: scheduleId, sentence.</summary>
    public const string DueRowSetAside = "DueRowSetAside";

    /// <summary>A webhook was given up after its last attempt: tenant, agent, runId, webhook, sentence; attempts.</summary>
    public const string WebhookDead = "WebhookDead";

    /// <summary>An owner or agent came to 80 % of a limit or reached it: tenant, agent, owner, sentence; share.</summary>
    public const string BudgetWarning = "BudgetWarning";
}

/// <summary>What events and metrics are told apart by. Ids of runs and schedules stand in events only: metrics would grow with them.</summary>
internal static class Dimensions
{
    public const string Tenant = "tenant";
    public const string Agent = "agent";
    public const string Owner = "owner";
    public const string ScheduleId = "scheduleId";
    public const string RunId = "runId";
    public const string Trigger = "trigger";
    public const string Model = "model";
    public const string Status = "status";
    public const string Reason = "reason";
    public const string Sentence = "sentence";
    public const string Outcome = "outcome";
    public const string Queue = "queue";
    public const string Actor = "actor";
    public const string Change = "change";
    public const string Webhook = "webhook";
    public const string Policy = "policy";
    public const string Kind = "kind";
    public const string Service = "service";
    public const string Shard = "shard";
}

/// <summary>The numbers that events carry.</summary>
internal static class Measures
{
    public const string DurationMs = "durationMs";
    public const string LateMs = "lateMs";
    public const string LagMs = "lagMs";
    public const string Scanned = "scanned";
    public const string Dispatched = "dispatched";
    public const string Missed = "missed";
    public const string Attempts = "attempts";
    public const string TokensIn = "tokensIn";
    public const string TokensOut = "tokensOut";
    public const string CostUsd = "costUsd";
    public const string DequeueCount = "dequeueCount";
    public const string Share = "share";
}

/// <summary>The instruments of the meter.</summary>
internal static class MetricNames
{
    /// <summary>Ticks by outcome (<c>ok</c>, <c>failed</c>).</summary>
    public const string Ticks = "agentsched.ticks";

    /// <summary>Seconds that a tick took.</summary>
    public const string TickDuration = "agentsched.tick.duration";

    /// <summary>Seconds in which no tick succeeded although one should have.</summary>
    public const string StoodStill = "agentsched.stood_still";

    /// <summary>Due rows that ticks read.</summary>
    public const string DueScanned = "agentsched.due.scanned";

    /// <summary>Due rows past their time that the last tick of this process found.</summary>
    public const string DueBacklog = "agentsched.due.backlog";

    /// <summary>Seconds by which the oldest of them was late.</summary>
    public const string DueOldestAge = "agentsched.due.oldest_age";

    /// <summary>Runs that were claimed and sent, by trigger.</summary>
    public const string RunsDispatched = "agentsched.runs.dispatched";

    /// <summary>Seconds from due time to start.</summary>
    public const string RunLateness = "agentsched.run.lateness";

    /// <summary>Runs that ended, by agent and status.</summary>
    public const string Runs = "agentsched.runs";

    /// <summary>Seconds that runs took, by agent and status.</summary>
    public const string RunDuration = "agentsched.run.duration";

    /// <summary>Runs that the last sweep of this process found past their deadline or never started.</summary>
    public const string RunsStuck = "agentsched.runs.stuck";

    /// <summary>Occurrences that passed without a start, by policy.</summary>
    public const string Misfires = "agentsched.misfires";

    /// <summary>Runs that wait in an agent's queue, as its last change of this process left it.</summary>
    public const string QueueDepth = "agentsched.agent.queue_depth";

    /// <summary>Runs of an agent that have a slot, as above.</summary>
    public const string AgentInFlight = "agentsched.agent.inflight";

    /// <summary>Most runs of an agent at once, as above.</summary>
    public const string AgentLimit = "agentsched.agent.limit";

    /// <summary>Runs that were refused, by agent and reason.</summary>
    public const string Rejections = "agentsched.agent.rejections";

    /// <summary>What runs cost, USD, by agent and owner.</summary>
    public const string CostUsd = "agentsched.cost.usd";

    /// <summary>An owner's limit of the month, USD.</summary>
    public const string BudgetUsd = "agentsched.budget.usd";

    /// <summary>Tokens, by agent and kind (<c>in</c>, <c>out</c>).</summary>
    public const string Tokens = "agentsched.tokens";

    /// <summary>Requests to storage, by service and kind.</summary>
    public const string StorageRequests = "agentsched.storage.requests";

    /// <summary>Requests that storage put off (429, 503), by service.</summary>
    public const string StorageThrottled = "agentsched.storage.throttled";
}
