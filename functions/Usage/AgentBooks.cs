using System.Globalization;
using AgentSched.Runs;

namespace AgentSched.Usage;

/// <summary>What an agent's runs came to, in the agent's row: since it was registered, today, and this month.</summary>
/// <param name="Totals">Since it was registered.</param>
/// <param name="Today">On the last day (UTC) on which a run ended.</param>
/// <param name="Month">In the month of that day.</param>
internal sealed record AgentBooks(RunTotals Totals, DayUsage Today, MonthSpend Month)
{
    public static readonly AgentBooks Empty = new(RunTotals.None, DayUsage.None, MonthSpend.None);

    /// <summary>A run of it ended; one that never started counts for nothing.</summary>
    public AgentBooks Count(Run ended) => ended.StartedAt is null ? this : new AgentBooks(
        Totals.Add(ended), Today.Count(ended, ended.Owner ?? DayUsage.Others), Month.Count(ended));
}

/// <summary>What was spent in a month (UTC) so far.</summary>
/// <param name="First">The month's first day.</param>
/// <param name="CostUsd">Money.</param>
/// <param name="Tokens">Tokens, in and out together.</param>
internal sealed record MonthSpend(DateOnly First, decimal CostUsd, long Tokens)
{
    public static readonly MonthSpend None = new(DateOnly.MinValue, 0, 0);

    public static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>As <see cref="DayUsage.Count"/>: a run of a later month begins anew, one of an earlier month changes nothing.</summary>
    public MonthSpend Count(Run ended)
    {
        var first = FirstOf(DayUsage.DayOf(ended));
        if (ended.StartedAt is null || first < First)
        {
            return this;
        }

        var spent = Tally.None.Add(ended);
        return first == First ? new MonthSpend(First, CostUsd + spent.CostUsd, Tally.Sum(Tokens, spent.Tokens)) : new MonthSpend(first, spent.CostUsd, spent.Tokens);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First:yyyyMMdd} {CostUsd} {Tokens}");

    public static MonthSpend Parse(string? text) => text?.Split(' ') is [var first, var cost, var tokens]
        ? new MonthSpend(DateOnly.ParseExact(first, "yyyyMMdd", CultureInfo.InvariantCulture), decimal.Parse(cost, CultureInfo.InvariantCulture), long.Parse(tokens, CultureInfo.InvariantCulture))
        : None;
}
