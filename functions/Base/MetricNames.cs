namespace AgentSched.Base;

/// <summary>Names of the meter's instruments.</summary>
internal static class MetricNames
{
    /// <summary>Ticks by outcome (<c>ok</c>, <c>failed</c>).</summary>
    public const string Ticks = "agentsched.ticks";

    /// <summary>Duration of a tick, in seconds.</summary>
    public const string TickDuration = "agentsched.tick.duration";

    /// <summary>Seconds without a successful tick although one was due.</summary>
    public const string StoodStill = "agentsched.stood_still";

    /// <summary>Due rows read by ticks.</summary>
    public const string DueScanned = "agentsched.due.scanned";

    /// <summary>Overdue rows found by the last tick of this process.</summary>
    public const string DueBacklog = "agentsched.due.backlog";

    /// <summary>Lateness of the oldest overdue row, in seconds.</summary>
    public const string DueOldestAge = "agentsched.due.oldest_age";

    /// <summary>Runs claimed and enqueued, by trigger.</summary>
    public const string RunsDispatched = "agentsched.runs.dispatched";

    /// <summary>Seconds from due time to start.</summary>
    public const string RunLateness = "agentsched.run.lateness";

    /// <summary>Runs that ended, by agent and status.</summary>
    public const string Runs = "agentsched.runs";

    /// <summary>Duration of runs in seconds, by agent and status.</summary>
    public const string RunDuration = "agentsched.run.duration";

    /// <summary>Runs past their deadline or never started, found by the last sweep of this process.</summary>
    public const string RunsStuck = "agentsched.runs.stuck";

    /// <summary>Occurrences that passed without a start, by policy.</summary>
    public const string Misfires = "agentsched.misfires";

    /// <summary>Runs waiting in an agent's queue, as of the last change by this process.</summary>
    public const string QueueDepth = "agentsched.agent.queue_depth";

    /// <summary>Runs of an agent that hold a slot, as of the last change by this process.</summary>
    public const string AgentInFlight = "agentsched.agent.inflight";

    /// <summary>Maximum number of concurrent runs of an agent, as of the last change by this process.</summary>
    public const string AgentLimit = "agentsched.agent.limit";

    /// <summary>Runs refused by an agent's queue or a budget, by agent and reason.</summary>
    public const string Rejections = "agentsched.agent.rejections";

    /// <summary>Cost of runs in USD, by agent and owner.</summary>
    public const string CostUsd = "agentsched.cost.usd";

    /// <summary>An owner's monthly limit, USD.</summary>
    public const string BudgetUsd = "agentsched.budget.usd";

    /// <summary>Tokens, by agent and kind (<c>in</c>, <c>out</c>).</summary>
    public const string Tokens = "agentsched.tokens";

    /// <summary>Requests to storage, by service and kind.</summary>
    public const string StorageRequests = "agentsched.storage.requests";

    /// <summary>Requests throttled by storage (429, 503), by service.</summary>
    public const string StorageThrottled = "agentsched.storage.throttled";
}
