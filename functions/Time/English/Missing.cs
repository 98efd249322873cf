using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>What a text about time leaves out and the reader fills in with a default.</summary>
[Flags]
internal enum Missing
{
    None = 0,

    /// <summary>The time of day: 00:00, or the time of asking.</summary>
    Time = 1,

    /// <summary>The day of the week, month or year: Sunday, the 1st, 1 January.</summary>
    Day = 2,
}

/// <summary>Finds out what a text leaves out, and says so.</summary>
internal static class MissingParts
{
    /// <param name="draft">What the text says.</param>
    /// <param name="spec">The spec that was built from it.</param>
    public static Missing Of(Draft draft, SpecText spec)
    {
        if (spec.At is not null || spec.Every is not null || draft.Interval is { Unit: < Unit.Day } || draft is { Interval: null, NamesDays: false } || draft.MinutesPast.Count > 0)
        {
            return Missing.None;
        }

        var timed = draft.Times.Exists(t => t.Words.Length > 0) || spec.Calendar is not null && draft.From is not null && draft.IsCounted;
        var dated = draft.From is not null && spec.Calendar is not null
            || draft.Interval switch
            {
                { Unit: Unit.Week } => draft.Weekdays != 0 || draft.WithoutWeekdays != 0,
                { Unit: Unit.Month, Count: 12 } => (draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0) && draft.Months.Count > 0,
                { Unit: Unit.Month } => draft.DaysOfMonth.Count > 0 || draft.MonthDay is not null || draft.Nths.Count > 0,
                _ => true,
            };
        return (timed ? Missing.None : Missing.Time) | (dated ? Missing.None : Missing.Day);
    }

    /// <summary>The refusal of a command that leaves out a part of its time.</summary>
    public static string Refusal(string words, Missing missing) => $"\"{words}\" does not say {Which(missing)}; add it, as in \"every Monday at 9:00\" or \"on the 1st of the month at 9:00\"";

    /// <summary>The warning that a default was taken.</summary>
    public static string Warning(string words, Missing missing) => $"\"{words}\" does not say {Which(missing)}; a default was taken, see the next occurrences";

    private static string Which(Missing missing) => missing switch
    {
        Missing.Time => "at what time of day",
        Missing.Day => "on which day",
        _ => "on which day and at what time",
    };
}
