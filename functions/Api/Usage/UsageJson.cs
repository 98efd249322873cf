using AgentSched.Model.Usage;

namespace AgentSched.Api.Usage;

/// <summary>Totals of runs as JSON.</summary>
internal static class UsageJson
{
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
