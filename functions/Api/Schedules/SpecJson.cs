using System.Globalization;
using System.Xml;
using AgentSched.Api.Http;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Api.Schedules;

/// <summary>Reads a spec from a request; its fields stand beside the schedule's own.</summary>
internal static class SpecJson
{
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero); // before every occurrence that anybody has stored
    private static readonly TimeSpan LongestJitter = TimeSpan.FromDays(1);

    /// <summary>Reads a spec that must have a future occurrence; adds errors to <paramref name="fields"/>. Null: the spec could not be read.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="options">The deployment's limits.</param>
    /// <param name="now">Time of the request.</param>
    /// <param name="mayHaveEnded">Whether all its occurrences may be in the past; one that never had any is still an error.</param>
    /// <param name="unless">The stored spec. If it is unchanged, it may have no occurrences left and may violate limits that were lowered since. Null: a new one.</param>
    /// <param name="scheduleId">The schedule that it belongs to; its id gives the values of <c>H</c>. Null: none yet.</param>
    public static ScheduleSpec? Parse(JsonFields fields, ScheduleOptions options, DateTimeOffset now, SpecText? unless = null, bool mayHaveEnded = false, string? scheduleId = null)
    {
        var text = Read(fields, now);
        if (text.Cron is { Length: 0 or > ScheduleSpec.MaxCronLength })
        {
            if (text.Cron.Length == 0)
            {
                fields.Errors.Add("cron", "must not be empty");
            }

            return null;
        }

        if (text.Cron is not null && !options.AllowSeconds && CronClock.HasSeconds(text.Cron) && CronDialect.Named(text.Cron.Trim()) is null)
        {
            fields.Errors.Add("cron", $"\"{text.Cron}\" has six fields; seconds are not allowed here (AgentSched:AllowSeconds), so give five: minute hour day month weekday"
                + (CronDialect.Of(text.Cron) is { } same ? $"; {same}" : string.Empty));
            return null;
        }

        return Check(text, fields.Errors, options, now, unless, mayHaveEnded, scheduleId);
    }

    /// <summary>Checks a spec that did not come as JSON.</summary>
    /// <returns>Null: <paramref name="errors"/> says what is wrong.</returns>
    public static ScheduleSpec? Check(SpecText text, ScheduleOptions options, DateTimeOffset now, out FieldErrors errors)
    {
        errors = new FieldErrors();
        return Check(text, errors, options, now, unless: null, mayHaveEnded: false, scheduleId: null) is { } spec && !errors.Any ? spec : null;
    }

    /// <summary>A spec's fields in an answer.</summary>
    public static object Fields(SpecText text) => new
    {
        text.Cron,
        text.Zone,
        Every = IntervalText.Of(text),
        text.Anchor,
        text.At,
        text.StartsAt,
        text.EndsAt,
        text.Exclude,
        text.Jitter,
        text.MaxRuns,
        text.DstGap,
        text.DstOverlap,
        text.DayMatch,
    };

    private static ScheduleSpec? Check(SpecText text, FieldErrors errors, ScheduleOptions options, DateTimeOffset now, SpecText? unless, bool mayHaveEnded, string? scheduleId)
    {
        if (!ScheduleSpec.TryParse(text, out var spec, out var wrong, scheduleId))
        {
            foreach (var (field, message) in wrong)
            {
                if (!errors.Has(field) && !IsEcho(field, text, errors))
                {
                    errors.Add(field, message);
                }
            }

            return null;
        }

        if (unless is not null && ScheduleSpec.ToColumn(unless) == spec.ToColumn())
        {
            return spec;
        }

        var named = text.Cron is not null ? "cron" : text.At is not null ? "at" : "every";
        if (spec.NextAfter(now) is null)
        {
            if (mayHaveEnded && spec.NextAfter(Earliest) is not null)
            {
                return spec;
            }

            errors.Add(named, text.At is not { } at ? "never fires from now on"
                : LocalTime.ToInstants(at, spec.Zone, text.DstGap, text.DstOverlap).Length == 0 ? $"does not exist in {spec.Text.Zone}, where the clocks jump ahead then, and with dstGap: skip it would never run"
                : "is in the past, or outside startsAt and endsAt");
        }
        else if (text.MaxRuns != 1 && ShortestGap.Of(spec, now, options.MinimumInterval) is { } gap)
        {
            CheckGap(errors, spec, named, gap, options);
        }

        return spec;
    }

    /// <summary>Whether a field is only missing because the field in its place is wrong, which is reported already.</summary>
    private static bool IsEcho(string field, SpecText text, FieldErrors errors) => field switch
    {
        "cron" => text.Cron is null && (errors.Has("every") || errors.Has("at")),
        "zone" => text.Zone is null && (errors.Has("every") || (text.Cron is { } cron && CronDialect.NamesTheZone(cron))),
        _ => false,
    };

    private static TimeSpan? WholeSeconds(JsonFields fields, TimeSpan? duration)
    {
        if (duration?.Ticks % TimeSpan.TicksPerSecond > 0)
        {
            fields.Errors.Add("jitter", "must be whole seconds");
        }

        return duration == TimeSpan.Zero ? null : duration;
    }

    private static void CheckGap(FieldErrors errors, ScheduleSpec spec, string named, Gap gap, ScheduleOptions options)
    {
        if (gap.Length < options.MinimumInterval)
        {
            errors.Add(named, string.Create(
                CultureInfo.InvariantCulture,
                $"fires {XmlConvert.ToString(gap.Length)} apart, at {gap.First.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z and {gap.Second.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z; the shortest interval allowed here is {XmlConvert.ToString(options.MinimumInterval)} (AgentSched:MinimumInterval)"));
        }

        if (spec.Text.Jitter >= gap.Length)
        {
            errors.Add("jitter", $"must be shorter than the shortest time between two occurrences, {XmlConvert.ToString(gap.Length)}, so that due times stay in order");
        }
    }

    private static SpecText Read(JsonFields fields, DateTimeOffset now)
    {
        var (zone, anchor) = (fields.Text("zone", max: 100), fields.Instant("anchor"));
        var interval = fields.Text("every") is { } every ? IntervalText.Read(every, zone is not null, anchor ?? now, zone is not null && ZoneNames.TryFind(zone, out _, out var found) ? found : null) : default;
        if (interval.Problem is { } problem)
        {
            fields.Errors.Add("every", problem);
        }

        return new SpecText
        {
            Cron = fields.Text("cron", max: ScheduleSpec.MaxCronLength),
            Zone = zone,
            Every = interval.Elapsed,
            Calendar = interval.Calendar,
            Anchor = anchor ?? (interval == default ? null : DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds())),
            At = fields.LocalTime("at"),
            StartsAt = fields.Instant("startsAt"),
            EndsAt = fields.Instant("endsAt"),
            Exclude = fields.Texts("exclude", ScheduleSpec.MaxExclusions, maxLength: 21) ?? [],
            Jitter = WholeSeconds(fields, fields.Duration("jitter", TimeSpan.Zero, LongestJitter)),
            MaxRuns = fields.Whole("maxRuns", 1, 1_000_000),
            DstGap = fields.Word<DstGap>("dstGap") ?? DstGap.Shift,
            DstOverlap = fields.Word<DstOverlap>("dstOverlap") ?? DstOverlap.First,
            DayMatch = fields.Word<DayMatch>("dayMatch") ?? DayMatch.And,
        };
    }

    /// <summary>Occurrences in the spec's zone, with its offset.</summary>
    internal static IEnumerable<string> Local(IEnumerable<DateTimeOffset> occurrences, ScheduleSpec spec) =>
        occurrences.Select(o => TimeZoneInfo.ConvertTime(o, spec.Zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
}
