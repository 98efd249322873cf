using AgentSched.Model.Usage;

namespace AgentSched.Api.Usage;

/// <summary>What runs came to, as JSON.</summary>
internal static class UsageJson
{
    /// <summary>As answers tell it.</summary>
    public static object Answer(this RunTotals totals) => new
    {
        totals.Tally.Runs,
        totals.Tally.Succeeded,
        totals.Tally.Failed,
        totals.Tally.TimedOut,
        totals.Tally.Cancelled,
        totals.Tally.SuccessRate,
        totals.Tally.CostUsd,
        totals.Tally.TokensIn,
        totals.Tally.TokensOut,
        averageDuration = totals.Tally.Durations.Average(),
        p95Duration = totals.Tally.Durations.Percentile(0.95),
        totals.LastRunAt,
        totals.LastStatus,
    };
}
