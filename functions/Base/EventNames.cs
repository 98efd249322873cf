namespace AgentSched.Base;

/// <summary>Names of custom events. Events are never sampled: percentiles are computed from them, because metrics arrive aggregated by the minute.</summary>
internal static class EventNames
{
    /// <summary>A tick ended: outcome; durationMs, scanned, dispatched, missed, lagMs.</summary>
    public const string TickCompleted = "TickCompleted";

    /// <summary>A run reached its agent's queue: tenant, scheduleId, runId, agent, owner, trigger, status; lateMs.</summary>
    public const string RunDispatched = "RunDispatched";

    /// <summary>A run ended: tenant, scheduleId, runId, agent, owner, trigger, model, status, reason, sentence; durationMs, lateMs, attempts, tokensIn, tokensOut, costUsd.</summary>
    public const string RunCompleted = "RunCompleted";

    /// <summary>A run was refused by its agent's queue or a budget: tenant, scheduleId, runId, agent, owner, trigger, reason, sentence.</summary>
    public const string RunRejected = "RunRejected";

    /// <summary>A message failed permanently: queue, runId, sentence; dequeueCount.</summary>
    public const string MessagePoisoned = "MessagePoisoned";

    /// <summary>A schedule was changed: tenant, scheduleId, agent, owner, actor, change.</summary>
    public const string ScheduleChanged = "ScheduleChanged";

    /// <summary>A due row cannot be read and was set aside, or will be when it is due: scheduleId, sentence.</summary>
    public const string DueRowSetAside = "DueRowSetAside";

    /// <summary>A webhook was given up after its last attempt: tenant, agent, runId, webhook, sentence; attempts.</summary>
    public const string WebhookDead = "WebhookDead";

    /// <summary>An owner or agent reached 80 % or 100 % of a limit: tenant, agent, owner, sentence; share.</summary>
    public const string BudgetWarning = "BudgetWarning";

    /// <summary>The app started with these time zone data: version, source, sentence (a warning, if they are old).</summary>
    public const string ZoneDataLoaded = "ZoneDataLoaded";
}
