using System.Globalization;

namespace AgentSched.Time.Specs;

/// <summary>Warnings about valid specs that may be surprising; shown when a spec is previewed.</summary>
internal static class SpecWarnings
{
    private const int DaysAhead = 366;

    /// <param name="spec">The spec.</param>
    /// <param name="now">Current time; clock changes of the following year are considered.</param>
    public static IReadOnlyList<string> Of(ScheduleSpec spec, DateTimeOffset now)
    {
        var warnings = new List<string>();
        if (spec.Text.Cron is { } cron)
        {
            if (CronClock.RestrictsBothDays(cron))
            {
                warnings.Add(spec.Text.DayMatch == DayMatch.And
                    ? "day-of-month and day-of-week are both restricted: it runs only on days that match both; if either should be enough (as in Vixie cron), set dayMatch to or"
                    : "day-of-month and day-of-week are both restricted: it runs on every day that matches one of them; if a day should match both, set dayMatch to and");
            }

            warnings.AddRange(DaysThatMonthsLack(cron));
            warnings.AddRange(Changes(spec, now).Take(4));
        }

        if (spec.Text.Jitter is { } jitter)
        {
            warnings.Add($"each occurrence comes due up to {System.Xml.XmlConvert.ToString(jitter)} later (jitter), always by the same amount for the same occurrence");
        }

        return warnings;
    }

    private static IEnumerable<string> DaysThatMonthsLack(string cron)
    {
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 5 || fields[^2] is not ("*" or "*/1"))
        {
            return [];
        }

        return fields[^3] switch
        {
            "31" => ["only seven months have a 31st: it does not run in the others; for the last day of each month use L"],
            "30" => ["February has no 30th: it does not run then; for the last day of each month use L"],
            "29" => ["February has a 29th only in leap years: in others it does not run then; for the last day of each month use L"],
            _ => [],
        };
    }

    /// <summary>Fixed times that are skipped or repeated by clock changes within the next year.</summary>
    private static IEnumerable<string> Changes(ScheduleSpec spec, DateTimeOffset now)
    {
        // The same expression in UTC, which has no clock changes: the local times that it names, before any rule is applied.
        var dial = ScheduleSpec.Parse(spec.Text with { Zone = "UTC", StartsAt = null, EndsAt = null, Exclude = [], DstGap = DstGap.Shift, DstOverlap = DstOverlap.First });
        var zone = spec.Zone;
        for (var day = now; day < now.AddDays(DaysAhead); day = day.AddDays(1))
        {
            var (before, after) = (zone.GetUtcOffset(day), zone.GetUtcOffset(day.AddDays(1)));
            if (before == after)
            {
                continue;
            }

            var change = MomentOf(zone, day, day.AddDays(1));
            var (old, fresh) = (Dial(change, before), Dial(change, after));
            var (from, to) = old < fresh ? (old, fresh) : (fresh, old);
            if (dial.NextAfter(from.AddTicks(-1)) is not { } named || named >= to)
            {
                continue;
            }

            var time = named.ToString("HH:mm 'on' yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (old < fresh)
            {
                yield return spec.Text.DstGap == DstGap.Skip
                    ? $"{time} does not exist in {zone.Id}, where the clocks jump ahead: it does not run then (dstGap: skip)"
                    : $"{time} does not exist in {zone.Id}, where the clocks jump ahead: what is due in the gap runs at {fresh.ToString("HH:mm", CultureInfo.InvariantCulture)} (dstGap: shift)";
            }
            else
            {
                var twice = spec.FiresAt(new DateTimeOffset(named.DateTime, before)) && spec.FiresAt(new DateTimeOffset(named.DateTime, after));
                yield return $"{time} occurs twice in {zone.Id}, where the clocks go back: it runs {(twice ? "both times" : spec.Text.DstOverlap == DstOverlap.Last ? "the second time only (dstOverlap: last)" : "the first time only (dstOverlap: first)")}";
            }
        }
    }

    private static DateTimeOffset Dial(DateTimeOffset instant, TimeSpan offset) => new(instant.UtcDateTime + offset, TimeSpan.Zero);

    private static DateTimeOffset MomentOf(TimeZoneInfo zone, DateTimeOffset before, DateTimeOffset after)
    {
        var (low, high) = (before.ToUnixTimeSeconds(), after.ToUnixTimeSeconds());
        var offset = zone.GetUtcOffset(after);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset ? (low, middle) : (middle, high);
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
