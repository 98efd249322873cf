namespace Cronos;

/// <summary>One of the six fields: its name in messages, what it allows, and how its values wrap.</summary>
/// <param name="Name">As messages call it.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value that may be written; 7 for days of week.</param>
/// <param name="Last">Largest value that is stored; 6 for days of week, where 7 means 0.</param>
/// <param name="Names">Three-letter names of Min, Min + 1 and so on; none for numeric fields.</param>
/// <param name="JitterMax">Largest value that H picks; 28 for days of month, so that every month has it.</param>
internal sealed record CronField(string Name, int Min, int Max, int Last, string[] Names, int JitterMax)
{
    public static readonly CronField Seconds = new("Seconds", 0, 59, 59, [], 59);
    public static readonly CronField Minutes = new("Minutes", 0, 59, 59, [], 59);
    public static readonly CronField Hours = new("Hours", 0, 23, 23, [], 23);
    public static readonly CronField DaysOfMonth = new("Days of month", 1, 31, 31, [], 28);

    public static readonly CronField Months = new(
        "Months", 1, 12, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 12);

    public static readonly CronField DaysOfWeek = new(
        "Days of week", 0, 7, 6, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], 6);

    /// <summary>In the order in which they are written.</summary>
    public static readonly CronField[] All = [Seconds, Minutes, Hours, DaysOfMonth, Months, DaysOfWeek];

    /// <summary>All values set: what <c>*</c> means.</summary>
    public ulong Every { get; } = Mask(Min, Last);

    public static ulong Mask(int from, int to) => (ulong.MaxValue >> (63 - to)) & (ulong.MaxValue << from);

    /// <summary>The bit of a value that may lie one round beyond <see cref="Last"/>.</summary>
    public ulong Bit(int value) => 1UL << (value > Last ? value - (Last - Min + 1) : value);

    /// <summary>Every <paramref name="step"/>th value; from &gt; to wraps round the end of the field.</summary>
    public ulong Range(int from, int to, int step)
    {
        var end = from <= to ? to : to + Last - Min + 1;
        var bits = 0UL;
        for (var value = from; value <= end; value += step)
        {
            bits |= Bit(value);
        }

        return bits;
    }
}
