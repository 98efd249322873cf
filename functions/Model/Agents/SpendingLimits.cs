using System.Globalization;

namespace AgentSched.Model.Agents;

/// <summary>What happens to a run when a limit is reached.</summary>
public enum OnLimit
{
    /// <summary>It is recorded as rejected.</summary>
    Reject,

    /// <summary>It waits until the agent's owner or an admin approves it, or until the next day or month begins with a new budget.</summary>
    Approve,
}

/// <summary>Spending limits of the runs of an agent or an owner, by day and month (UTC). Null: no limit; 0: nothing. Only runs that ended are counted.</summary>
/// <param name="DayUsd">USD a day; 0–1,000,000.</param>
/// <param name="MonthUsd">USD a month; 0–1,000,000.</param>
/// <param name="DayTokens">Input and output tokens together, a day.</param>
/// <param name="MonthTokens">Input and output tokens together, a month.</param>
internal sealed record SpendingLimits(decimal? DayUsd, decimal? MonthUsd, long? DayTokens, long? MonthTokens)
{
    public const decimal MaxUsd = 1_000_000;

    public static readonly SpendingLimits None = new(DayUsd: null, MonthUsd: null, DayTokens: null, MonthTokens: null);

    /// <summary>Text for a column: empty if there is no limit, because a merge does not change a column that is left out.</summary>
    public static string ToColumn(SpendingLimits? limits) =>
        limits is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{limits.DayUsd} {limits.MonthUsd} {limits.DayTokens} {limits.MonthTokens}");

    /// <summary>Parses the text of <see cref="ToColumn"/>; null or empty: there are no limits.</summary>
    /// <exception cref="FormatException">It is another text: limits must not be taken for none.</exception>
    public static SpendingLimits? FromColumn(string? text)
    {
        return string.IsNullOrEmpty(text) ? null
            : text.Split(' ') is [var dayUsd, var monthUsd, var dayTokens, var monthTokens] ? new SpendingLimits(Usd(dayUsd), Usd(monthUsd), Tokens(dayTokens), Tokens(monthTokens))
            : throw new FormatException($"\"{text}\" are no limits");

        static decimal? Usd(string text) => text.Length == 0 ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
        static long? Tokens(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
