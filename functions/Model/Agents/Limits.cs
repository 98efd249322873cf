using System.Globalization;

namespace AgentSched.Model.Agents;

/// <summary>What becomes of a run that finds a limit reached.</summary>
public enum OnLimit
{
    /// <summary>It is recorded as rejected.</summary>
    Reject,

    /// <summary>It waits until the agent's owner or an admin approves it, or until the next day or month has money again.</summary>
    Approve,
}

/// <summary>What the runs of an agent or an owner may spend, by day and month (UTC). Null: no limit; 0: nothing. Counted is what runs cost that ended.</summary>
/// <param name="DayUsd">Money in a day; 0–1,000,000.</param>
/// <param name="MonthUsd">Money in a month; 0–1,000,000.</param>
/// <param name="DayTokens">Tokens, in and out together, in a day.</param>
/// <param name="MonthTokens">The same in a month.</param>
internal sealed record Limits(decimal? DayUsd, decimal? MonthUsd, long? DayTokens, long? MonthTokens)
{
    public const decimal MaxUsd = 1_000_000;

    public static readonly Limits None = new(DayUsd: null, MonthUsd: null, DayTokens: null, MonthTokens: null);

    /// <summary>A text for a column: empty where there is no limit, because a merge leaves a column alone where it is given none.</summary>
    public static string ToColumn(Limits? limits) =>
        limits is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{limits.DayUsd} {limits.MonthUsd} {limits.DayTokens} {limits.MonthTokens}");

    public static Limits? FromColumn(string? text)
    {
        return text?.Split(' ') is [var dayUsd, var monthUsd, var dayTokens, var monthTokens] ? new Limits(Usd(dayUsd), Usd(monthUsd), Tokens(dayTokens), Tokens(monthTokens)) : null;

        static decimal? Usd(string text) => text.Length == 0 ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
        static long? Tokens(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
