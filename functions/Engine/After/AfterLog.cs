using AgentSched.Model.Runs;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.After;

/// <summary>Log messages of opened and closed runs and their budgets; event ids 3000, 3001, 8000 and 8001.</summary>
internal static partial class AfterLog
{
    [LoggerMessage(3000, LogLevel.Information, "Opened {RunId} as {Status}, late {Lateness}")]
    public static partial void Opened(this ILogger logger, string runId, RunStatus status, TimeSpan lateness);

    [LoggerMessage(3001, LogLevel.Information, "Closed {RunId} as {Status} ({Reason}) after {Duration}")]
    public static partial void Closed(this ILogger logger, string runId, RunStatus status, RunReason reason, TimeSpan duration);

    [LoggerMessage(8000, LogLevel.Warning, "Agent {Agent} has nearly spent its budget: {Words}")]
    public static partial void NearlySpent(this ILogger logger, string agent, string words);

    [LoggerMessage(8001, LogLevel.Warning, "{RunId} cost {CostUsd} USD, more than its maximum of {MaxCostUsd}")]
    public static partial void OverBudget(this ILogger logger, string runId, decimal costUsd, decimal maxCostUsd);
}
