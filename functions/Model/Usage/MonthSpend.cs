using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>Spending of a month (UTC) so far.</summary>
/// <param name="First">The month's first day.</param>
/// <param name="CostUsd">Cost in USD.</param>
/// <param name="Tokens">Input and output tokens together.</param>
internal sealed record MonthSpend(DateOnly First, decimal CostUsd, long Tokens)
{
    public static readonly MonthSpend None = new(DateOnly.MinValue, 0, 0);

    public static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>Adds a run, like <see cref="DayUsage.Count"/>: a run of a later month starts from zero, one of an earlier month changes nothing.</summary>
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

    /// <summary>Parses the text of <see cref="ToString"/>; null or empty: nothing was counted yet.</summary>
    /// <exception cref="FormatException">It is another text: spending must not be taken for zero.</exception>
    public static MonthSpend Parse(string? text) => string.IsNullOrEmpty(text) ? None
        : text.Split(' ') is [var first, var cost, var tokens]
            ? new MonthSpend(DateOnly.ParseExact(first, "yyyyMMdd", CultureInfo.InvariantCulture), decimal.Parse(cost, CultureInfo.InvariantCulture), long.Parse(tokens, CultureInfo.InvariantCulture))
        : throw new FormatException($"\"{text}\" is no spending of a month");
}
