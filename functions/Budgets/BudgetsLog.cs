using Microsoft.Extensions.Logging;

namespace AgentSched.Budgets;

/// <summary>Log messages of budgets: event ids 8000–8099.</summary>
internal static partial class BudgetsLog
{
    [LoggerMessage(8000, LogLevel.Warning, "Agent {Agent} has nearly spent its budget: {Words}")]
    public static partial void NearlySpent(this ILogger logger, string agent, string words);

    [LoggerMessage(8001, LogLevel.Warning, "{RunId} cost {CostUsd} USD, more than its maximum of {MaxCostUsd}")]
    public static partial void OverBudget(this ILogger logger, string runId, decimal costUsd, decimal maxCostUsd);

    [LoggerMessage(8002, LogLevel.Information, "{RunId} waits for approval: {Words}")]
    public static partial void WaitsForApproval(this ILogger logger, string runId, string words);

    [LoggerMessage(8003, LogLevel.Information, "{Caller} approved {RunId}")]
    public static partial void Approved(this ILogger logger, string caller, string runId);

    [LoggerMessage(8004, LogLevel.Warning, "Owner {Owner} has nearly spent its budget: {Words}")]
    public static partial void OwnerNearlySpent(this ILogger logger, string owner, string words);
}
