using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Budgets;

/// <summary>Log messages of owners' ledgers; event id 8004.</summary>
internal static partial class BudgetsLog
{
    [LoggerMessage(8004, LogLevel.Warning, "Owner {Owner} has nearly spent its budget: {Words}")]
    public static partial void OwnerNearlySpent(this ILogger logger, string owner, string words);
}
