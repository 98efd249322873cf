using System.Globalization;
using System.Numerics;
using System.Text;

namespace Cronos;

/// <summary>A parsed expression: one bit mask for each field, and the special day rules.</summary>
/// <remarks>As a record struct it is compared by value, so two spellings of the same times are equal.</remarks>
internal readonly record struct CronSchedule
{
    public ulong Seconds { get; init; }

    public ulong Minutes { get; init; }

    public ulong Hours { get; init; }

    /// <summary>Not read when <see cref="FromMonthEnd"/> is set.</summary>
    public ulong DaysOfMonth { get; init; }

    public ulong Months { get; init; }

    public ulong DaysOfWeek { get; init; }

    /// <summary>L-n: the day n days before the last of the month. Null for an ordinary day of month.</summary>
    public int? FromMonthEnd { get; init; }

    /// <summary>W: the weekday nearest to the one day that is given.</summary>
    public bool NearestWeekday { get; init; }

    /// <summary>n#k: 1 to 5; 0 for none.</summary>
    public int NthWeekday { get; init; }

    /// <summary>nL in days of week: the last one of the month.</summary>
    public bool LastWeekday { get; init; }

    /// <summary>The second, minute or hour field has a star, a range or a step: runs in both passes of a repeated hour.</summary>
    public bool IsInterval { get; init; }

    /// <summary>The days of one month that fit, as bits 1 to 31.</summary>
    public ulong DaysIn(int year, int month)
    {
        var length = DateTime.DaysInMonth(year, month);
        var firstWeekday = (int)new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc).DayOfWeek;
        var days = MonthDays(length, firstWeekday);
        if (DaysOfWeek != CronField.DaysOfWeek.Every)
        {
            days &= WeekdayDays(length, firstWeekday);
        }

        return days;
    }

    private ulong MonthDays(int length, int firstWeekday)
    {
        var days = DaysOfMonth;
        if (FromMonthEnd is { } offset)
        {
            days = offset < length ? 1UL << (length - offset) : 0;
        }

        days &= CronField.Mask(1, length);
        return NearestWeekday && days != 0 ? 1UL << Nearest(BitOperations.TrailingZeroCount(days), length, firstWeekday) : days;
    }

    /// <summary>Saturday moves to Friday and Sunday to Monday, but never into another month.</summary>
    private static int Nearest(int day, int length, int firstWeekday) => (DayOfWeek)((firstWeekday + day - 1) % 7) switch
    {
        DayOfWeek.Saturday => day == 1 ? 3 : day - 1,
        DayOfWeek.Sunday => day == length ? day - 2 : day + 1,
        _ => day,
    };

    private ulong WeekdayDays(int length, int firstWeekday)
    {
        // The week's seven bits, written six times in a row: bit 0 is a Sunday, and so is every seventh.
        const ulong SixWeeks = 1UL | 1UL << 7 | 1UL << 14 | 1UL << 21 | 1UL << 28 | 1UL << 35;
        var days = (DaysOfWeek * SixWeeks) >> firstWeekday << 1;
        if (LastWeekday)
        {
            days &= CronField.Mask(length - 6, length);
        }

        return NthWeekday == 0 ? days : days & CronField.Mask((NthWeekday * 7) - 6, NthWeekday * 7);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        if (Seconds != 1)
        {
            Append(text, CronField.Seconds, Seconds).Append(' ');
        }

        Append(text, CronField.Minutes, Minutes).Append(' ');
        Append(text, CronField.Hours, Hours).Append(' ');
        AppendDay(text).Append(' ');
        Append(text, CronField.Months, Months).Append(' ');
        Append(text, CronField.DaysOfWeek, DaysOfWeek);
        if (LastWeekday)
        {
            text.Append('L');
        }

        return NthWeekday == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"#{NthWeekday}").ToString();
    }

    private StringBuilder AppendDay(StringBuilder text)
    {
        if (FromMonthEnd is not { } offset)
        {
            Append(text, CronField.DaysOfMonth, DaysOfMonth);
        }
        else
        {
            text.Append('L');
            if (offset != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{offset}");
            }
        }

        return NearestWeekday ? text.Append('W') : text;
    }

    private static StringBuilder Append(StringBuilder text, CronField field, ulong bits)
    {
        if (bits == field.Every)
        {
            return text.Append('*');
        }

        for (var rest = bits; rest != 0; rest &= rest - 1)
        {
            text.Append(rest == bits ? "" : ",").Append(CultureInfo.InvariantCulture, $"{BitOperations.TrailingZeroCount(rest)}");
        }

        return text;
    }
}
