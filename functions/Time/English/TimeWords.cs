namespace AgentSched.Time.English;

/// <summary>How the words for times are combined with those for days and zone.</summary>
internal enum TimeShape
{
    /// <summary><c>at 09:00</c>: follows the days.</summary>
    Times,

    /// <summary><c>every 15 minutes from 09:00 to 16:45</c>: precedes the days and ends with a clock time.</summary>
    Window,

    /// <summary><c>every 15 minutes</c>: precedes the days and names no clock time.</summary>
    Free,
}

/// <summary>Words for the second, minute and hour fields. If no phrase matches, the fields are described one by one.</summary>
internal static class TimeWords
{
    /// <summary>Maximum number of times of day that are listed; more are described as an interval or field by field.</summary>
    private const int MostListed = 6;

    /// <summary>Minimum number of equally spaced hours that are described as an interval.</summary>
    private const int FewestSteps = 4;

    /// <param name="fields">The expression.</param>
    /// <param name="wraps">Whether a night may be described as one window, <c>from 22:00 to 05:00</c>: only if all days are the same.</param>
    public static (string Text, TimeShape Shape) Of(CronFields fields, bool wraps)
    {
        var (s, m, h) = (fields.Seconds, fields.Minutes, fields.Hours);
        if (s.Length == 1 && m.Length == 1 && h.Length >= FewestSteps && HourSteps(h, m[0], s[0], wraps) is { } steps)
        {
            return steps;
        }

        if (s.Length == 1 && m.Length * h.Length <= MostListed)
        {
            var times = h.SelectMany(hour => m.Select(minute => Phrase.Clock(hour, minute, s[0])));
            return ($"at {Phrase.Join([.. times])}", TimeShape.Times);
        }

        if (s is [0] && Cycle(m) is { } minutes)
        {
            return WithinHours(Phrase.Every(minutes, "minute"), h, wraps, last => Phrase.Clock(last, 60 - minutes));
        }

        if (m.Length == 60 && Cycle(s) is { } seconds)
        {
            return WithinHours(Phrase.Every(seconds, "second"), h, wraps, last => Phrase.Clock(last, 59, 60 - seconds));
        }

        return (FieldByField(s, m, h), TimeShape.Free);
    }

    /// <summary>Whether the zone can be omitted: all hours are alike, and the zone's offset is a multiple of the period.</summary>
    public static bool IsSameInEveryZone(CronFields fields, TimeZoneInfo zone) =>
        fields.EveryDay && fields.Hours.Length == 24 && zone.BaseUtcOffset.Ticks % TimeSpan.FromMinutes(Cycle(fields.Minutes) ?? 60).Ticks == 0;

    private static (string, TimeShape)? HourSteps(int[] hours, int minute, int second, bool wraps)
    {
        if (hours.Length == 24)
        {
            return minute == 0 && second == 0 ? ("every hour", TimeShape.Free) : null;
        }

        var step = hours[1] - hours[0];
        if (Enumerable.Range(1, hours.Length - 1).All(i => hours[i] - hours[i - 1] == step))
        {
            var text = $"{Phrase.Every(step, "hour")} from {Phrase.Clock(hours[0], minute, second)}";
            return (hours.Length * step == 24 ? text : $"{text} to {Phrase.Clock(hours[^1], minute, second)}", TimeShape.Window);
        }

        return wraps && Run(hours, wraps) is var (first, last)
            ? ($"every hour from {Phrase.Clock(first, minute, second)} to {Phrase.Clock(last, minute, second)}", TimeShape.Window)
            : null;
    }

    private static (string, TimeShape) WithinHours(string every, int[] hours, bool wraps, Func<int, string> end)
    {
        if (hours.Length == 24)
        {
            return (every, TimeShape.Free);
        }

        return Run(hours, wraps) is var (first, last)
            ? ($"{every} from {Phrase.Clock(first, 0)} to {end(last)}", TimeShape.Window)
            : ($"{every} during the hours {Phrase.Set(hours, Phrase.Number)}", TimeShape.Free);
    }

    private static string FieldByField(int[] seconds, int[] minutes, int[] hours)
    {
        var second = seconds is [0] ? "" : seconds.Length == 60 ? "every second of " : $"second {Phrase.Set(seconds, Phrase.Number)} of ";
        var minute = minutes.Length == 60 ? "every minute" : $"minute {Phrase.Set(minutes, Phrase.Number)}";
        var hour = hours.Length == 24 ? "every hour" : $"the hour{(hours.Length == 1 ? "" : "s")} {Phrase.Set(hours, Phrase.Number)}";
        return $"at {second}{minute} of {hour}";
    }

    /// <summary>First and last of consecutive hours, over midnight if <paramref name="wraps"/> allows it. Null: they are not consecutive.</summary>
    private static (int First, int Last)? Run(int[] hours, bool wraps)
    {
        var breaks = Enumerable.Range(1, hours.Length - 1).Where(i => hours[i] != hours[i - 1] + 1).ToArray();
        return breaks switch
        {
            [] => (hours[0], hours[^1]),
            [var gap] when wraps && hours[0] == 0 && hours[^1] == 23 => (hours[gap], hours[gap - 1]),
            _ => null,
        };
    }

    /// <summary>The step n if the values are 0, n, 2n … up to 60; 1 for all 60. Null: they are not.</summary>
    private static int? Cycle(int[] values)
    {
        var step = 60 / values.Length;
        return values.Length > 1 && values.Length * step == 60 && Enumerable.Range(0, values.Length).All(i => values[i] == i * step) ? step : null;
    }
}
