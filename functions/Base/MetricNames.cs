namespace AgentSched.Base;

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
