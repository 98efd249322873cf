using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>Totals of an agent's runs, stored in the agent's row: since it was registered, today, and this month.</summary>
/// <param name="Totals">Since it was registered.</param>
/// <param name="Today">On the last day (UTC) on which a run ended.</param>
/// <param name="Month">In the month of that day.</param>
internal sealed record AgentSpending(RunTotals Totals, DayUsage Today, MonthSpend Month)
{
    public static readonly AgentSpending Empty = new(RunTotals.None, DayUsage.None, MonthSpend.None);

    /// <summary>Adds a run that ended; a run that never started does not count.</summary>
    public AgentSpending Count(Run ended) => ended.StartedAt is null ? this : new AgentSpending(
        Totals.Add(ended), Today.Count(ended, ended.Owner ?? DayUsage.Others), Month.Count(ended));
}
