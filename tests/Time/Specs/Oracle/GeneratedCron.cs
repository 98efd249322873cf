using System.Globalization;

namespace AgentSched.Tests.Time.Specs.Oracle;

/// <summary>An expression made up at random together with what it means: sets of values, built without reading its text.</summary>
internal sealed class GeneratedCron
{
    private static readonly (string Text, int[] Values, bool Repeats)[] SomeSeconds =
    [
        ("0", [0], false), ("59", [59], false), ("30,15", [15, 30], false), ("0,59", [0, 59], false),
        ("*/25", [0, 25, 50], true), ("40/15", [40, 55], true), ("7-8", [7, 8], true), ("58-1", [0, 1, 58, 59], true),
    ];

    private readonly bool[] _minutes = new bool[60];
    private readonly bool[] _hours = new bool[24];
    private readonly bool[] _months = new bool[13];
    private readonly Func<DateTime, bool> _dayOfMonth;
    private readonly Func<DateTime, bool> _dayOfWeek;

    public GeneratedCron(Random random, DateTime near)
    {
        var minute = Field(random, 0, 59, _minutes, near.Minute, favourStar: 20, out var repeatsMinutes);
        var hour = Field(random, 0, 23, _hours, near.Hour, favourStar: 35, out var repeatsHours);
        var month = Field(random, 1, 12, _months, near.Month, favourStar: 80, out _);
        var (day, dayOfMonth) = SpecialDays.DayOfMonth(random, near);
        var (weekday, dayOfWeek) = SpecialDays.DayOfWeek(random, near);
        (_dayOfMonth, _dayOfWeek) = (dayOfMonth, dayOfWeek);
        IsInterval = repeatsMinutes || repeatsHours;
        Text = $"{minute} {hour} {day} {month} {weekday}";
        if (random.Next(4) == 0)
        {
            (var second, Seconds, var repeatsSeconds) = SomeSeconds[random.Next(SomeSeconds.Length)];
            (HasSeconds, IsInterval) = (true, IsInterval || repeatsSeconds);
            Text = $"{second} {Text}";
        }
    }

    public string Text { get; }

    public bool HasSeconds { get; }

    /// <summary>In every minute that matches.</summary>
    public int[] Seconds { get; } = [0];

    public bool IsInterval { get; }

    public bool Matches(DateTime local) =>
        _minutes[local.Minute] && _hours[local.Hour] && _months[local.Month] && _dayOfMonth(local) && _dayOfWeek(local);

    public override string ToString() => Text;

    /// <summary>Text of one field; its values are set in <paramref name="values"/>. Often holds a value close to the clock change.</summary>
    internal static string Field(Random random, int min, int max, bool[] values, int near, int favourStar, out bool repeats)
    {
        repeats = true;
        if (random.Next(100) < favourStar)
        {
            return Star(random, min, max, values);
        }

        repeats = false;
        var items = new List<string>();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            items.Add(Item(random, min, max, values, near, ref repeats));
        }

        return string.Join(',', items);
    }

    private static string Star(Random random, int min, int max, bool[] values)
    {
        var step = random.Next(3) == 0 ? random.Next(1, max + 1) : 1;
        for (var value = min; value <= max; value += step)
        {
            values[value] = true;
        }

        return step == 1 ? "*" : $"*/{Number(step)}";
    }

    private static string Item(Random random, int min, int max, bool[] values, int near, ref bool repeats)
    {
        var size = max - min + 1;
        var from = random.Next(2) == 0 ? min + ((near - min + random.Next(-1, 2) + size) % size) : random.Next(min, max + 1);
        switch (random.Next(5))
        {
            case 0:
                var step = random.Next(1, max + 1);
                for (var value = from; value <= max; value += step)
                {
                    values[value] = true;
                }

                repeats = true;
                return $"{Number(from)}/{Number(step)}";

            case 1: // Often wraps round the end.
                var length = random.Next(size);
                var stride = random.Next(1, 4);
                for (var distance = 0; distance <= length; distance += stride)
                {
                    values[min + ((from - min + distance) % size)] = true;
                }

                repeats = true;
                return $"{Number(from)}-{Number(min + ((from - min + length) % size))}" + (stride == 1 ? "" : $"/{Number(stride)}");

            default:
                values[from] = true;
                return Number(from);
        }
    }

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
