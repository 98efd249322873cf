using System.Globalization;
using System.Xml;
using Cronos;

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
        var text = spec.Resolved;
        if (text.Cron is { } cron)
        {
            if (CronClock.RestrictsBothDays(cron))
            {
                warnings.Add(text.DayMatch == DayMatch.And
                    ? "day-of-month and day-of-week are both restricted: it runs only on days that match both; if either should be enough (as in Vixie cron), set dayMatch to or"
                    : "day-of-month and day-of-week are both restricted: it runs on every day that matches one of them; if a day should match both, set dayMatch to and");
            }

            warnings.AddRange(DaysThatMonthsLack(cron));
            warnings.AddRange(WeekdaysThatOthersCountFromOne(spec.Text.Cron!));
            if (spec.ScheduleId is null && CronHash.IsHashed(spec.Text.Cron!))
            {
                warnings.Add("H stands for a value that is fixed when the schedule is saved, derived from its id: the times shown are an example");
            }
        }

        if (text.Calendar is ['P', .., 'M'] && LocalAnchor(spec).Day is > 28 and var day)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"in a month without a day {day} it runs on the month's last day"));
        }

        warnings.AddRange(text.Every is { } every ? Drift(spec, every, now) : Changes(spec, now).Take(4));
        if (text.Jitter is { } jitter)
        {
            warnings.Add($"each occurrence comes due up to {XmlConvert.ToString(jitter)} later (jitter), always by the same amount for the same occurrence");
        }

        return warnings;
    }

    /// <summary>A <c>?</c> comes from Quartz or AWS, which count weekdays from 1 for Sunday.</summary>
    private static IEnumerable<string> WeekdaysThatOthersCountFromOne(string cron)
    {
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 5 || !fields.Contains("?") || !char.IsAsciiDigit(fields[^1][0]))
        {
            return [];
        }

        // The parser's own text of the field: 1,2,3 with 0 for Sunday, 1#2, 5L.
        var days = CronExpression.Parse(CronHash.Resolve(cron, scheduleId: null), CronClock.FormatOf(cron)).ToString().Split(' ')[^1];
        var names = days.Split(',').Where(day => char.IsAsciiDigit(day[0])).Select(day => CultureInfo.InvariantCulture.DateTimeFormat.DayNames[day[0] - '0']).ToList();
        return names.Count == 0 ? [] : [$"\"{fields[^1]}\" counts weekdays from 0 = Sunday, so it runs on {string.Join(", ", names)}; Quartz and AWS, which write ?, count from 1 = Sunday: use names such as MON-FRI"];
    }

    /// <summary>Whole days of elapsed time, which are not the days of a calendar with clock changes.</summary>
    private static IEnumerable<string> Drift(ScheduleSpec spec, TimeSpan every, DateTimeOffset now)
    {
        if (every.Ticks % TimeSpan.TicksPerDay != 0)
        {
            return [];
        }

        var days = XmlConvert.ToString(every);
        if (spec.Text.Zone is not { } zone)
        {
            return [$"{days} without a zone counts 24 hours a day: the local time moves wherever clocks change; with a zone it keeps the local time"];
        }

        return ClockChanges(spec.Zone, now, DaysAhead).Take(1).Select(change =>
            $"it counts 24 hours a day: its local time moves when the clocks change in {zone}, next on {TimeZoneInfo.ConvertTime(change.Moment, spec.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; every \"{days}\" keeps the local time");
    }

    private static IEnumerable<string> DaysThatMonthsLack(string cron)
    {
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 5 || !CronClock.IsAny(fields[^2]))
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

    /// <summary>Fixed times that are skipped or repeated by clock changes within the next year, or on the day of a single time.</summary>
    private static IEnumerable<string> Changes(ScheduleSpec spec, DateTimeOffset now)
    {
        // The same spec in UTC, which has no clock changes: the local times that it names, before any rule is applied.
        var (text, zone) = (spec.Resolved, spec.Zone);
        var dial = ScheduleSpec.Parse(text with
        {
            Zone = "UTC",
            Anchor = text.Calendar is null ? null : new DateTimeOffset(LocalAnchor(spec), TimeSpan.Zero),
            StartsAt = null,
            EndsAt = null,
            DstGap = DstGap.Shift,
            DstOverlap = DstOverlap.First,
        });
        var (from, days) = text.At is { } at ? (new DateTimeOffset(at, TimeSpan.Zero).AddDays(-2), 4) : (now, DaysAhead);
        foreach (var (day, change) in ClockChanges(zone, from, days))
        {
            var (before, after) = (zone.GetUtcOffset(day), zone.GetUtcOffset(day.AddDays(1)));
            var (old, fresh) = (Dial(change, before), Dial(change, after));
            var (first, end) = old < fresh ? (old, fresh) : (fresh, old);
            if (dial.NextAfter(first.AddTicks(-1)) is not { } named || named >= end || change < text.StartsAt?.AddDays(-1) || new DateTimeOffset(named.DateTime, before) >= text.EndsAt)
            {
                continue;
            }

            var time = named.ToString("HH:mm 'on' yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (old < fresh)
            {
                yield return text.DstGap == DstGap.Skip
                    ? $"{time} does not exist in {text.Zone}, where the clocks jump ahead: it does not run then (dstGap: skip)"
                    : $"{time} does not exist in {text.Zone}, where the clocks jump ahead: what is due in the gap runs at {fresh.ToString("HH:mm", CultureInfo.InvariantCulture)} (dstGap: shift)";
            }
            else
            {
                var twice = spec.FiresAt(new DateTimeOffset(named.DateTime, before)) && spec.FiresAt(new DateTimeOffset(named.DateTime, after));
                yield return $"{time} occurs twice in {text.Zone}, where the clocks go back: it runs {(twice ? "both times" : text.DstOverlap == DstOverlap.Last ? "the second time only (dstOverlap: last)" : "the first time only (dstOverlap: first)")}";
            }
        }
    }

    /// <summary>The clock changes of a zone: a day and the instant of the change within the 24 hours that begin then.</summary>
    private static IEnumerable<(DateTimeOffset Day, DateTimeOffset Moment)> ClockChanges(TimeZoneInfo zone, DateTimeOffset from, int days)
    {
        for (var day = from; day < from.AddDays(days); day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day) != zone.GetUtcOffset(day.AddDays(1)))
            {
                yield return (day, LocalTime.ChangeBetween(day, day.AddDays(1), zone));
            }
        }
    }

    private static DateTime LocalAnchor(ScheduleSpec spec) => TimeZoneInfo.ConvertTime(spec.Text.Anchor ?? DateTimeOffset.UnixEpoch, spec.Zone).DateTime;

    private static DateTimeOffset Dial(DateTimeOffset instant, TimeSpan offset) => new(instant.UtcDateTime + offset, TimeSpan.Zero);
}
