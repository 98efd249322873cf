using AgentSched.Time.Specs;

namespace AgentSched.Year;

/// <summary>A cron expression together with what it means; the meaning was not read from the text.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Minutes">Minutes of the day, sorted.</param>
/// <param name="Seconds">In each of those minutes, sorted.</param>
/// <param name="IsInterval">Whether it repeats within the day (<c>*</c>, ranges, steps) in place of naming times.</param>
/// <param name="DayOfMonth">Null: every day.</param>
/// <param name="DayOfWeek">Null: every day.</param>
internal sealed record CronMeaning(
    string Text, int[] Minutes, int[] Seconds, bool IsInterval, Func<DateTime, bool>? DayOfMonth, Func<DateTime, bool>? DayOfWeek)
{
    /// <summary>All occurrences after one instant up to another (included), in order; UTC.</summary>
    public IEnumerable<DateTime> Occurrences(WallClock clock, DstGap gap, DstOverlap overlap, DayMatch days, DateTime after, DateTime until)
    {
        DateTime? last = null;
        foreach (var (piece, shownBefore, shownAfter) in clock.Pieces.Where(p => p.Piece.To > after && p.Piece.From <= until))
        {
            if (gap == DstGap.Shift && shownBefore < piece.First && piece.From > after && NamesOneOf(days, shownBefore, piece.First))
            {
                yield return (last = piece.From).Value;
            }

            var day = (piece.From > after ? piece.First : after + piece.Offset).Date;
            for (; day < piece.Last && day - piece.Offset <= until; day = day.AddDays(1))
            {
                if (!Fits(day, days))
                {
                    continue;
                }

                foreach (var minute in Minutes)
                {
                    var shown = day.AddMinutes(minute);
                    var (isRepeat, comesAgain) = (shown < shownBefore, shown >= shownAfter);
                    if (shown < piece.First || shown >= piece.Last
                        || (!IsInterval && ((isRepeat && overlap == DstOverlap.First) || (comesAgain && overlap == DstOverlap.Last))))
                    {
                        continue;
                    }

                    foreach (var second in Seconds)
                    {
                        var utc = shown.AddSeconds(second) - piece.Offset;
                        if (utc > after && utc <= until && utc != last)
                        {
                            yield return utc;
                        }
                    }
                }
            }
        }
    }

    private bool Fits(DateTime day, DayMatch days) => (DayOfMonth, DayOfWeek, days) switch
    {
        ({ } month, { } week, DayMatch.Or) => month(day) || week(day),
        var (month, week, _) => month?.Invoke(day) != false && week?.Invoke(day) != false,
    };

    /// <summary>Whether it names a time that the clock never shows.</summary>
    private bool NamesOneOf(DayMatch days, DateTime from, DateTime to)
    {
        for (var minute = from; minute < to; minute = minute.AddMinutes(1))
        {
            if (Array.BinarySearch(Minutes, (int)minute.TimeOfDay.TotalMinutes) >= 0 && Fits(minute.Date, days))
            {
                return true;
            }
        }

        return false;
    }
}
