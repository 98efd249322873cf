using System.Globalization;
using System.Xml;
using AgentSched.Api.Http;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Api.Schedules;

/// <summary>Reads a spec from a request; its fields stand beside the schedule's own.</summary>
internal static class SpecJson
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(3660);
    private static readonly TimeSpan LongestJitter = TimeSpan.FromDays(1);

    /// <summary>Reads a spec that must have a future occurrence; adds errors to <paramref name="fields"/>. Null: the spec could not be read.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="options">The deployment's limits.</param>
    /// <param name="now">Time of the request.</param>
    /// <param name="unless">The stored spec. If it is unchanged, it may have no occurrences left and may violate limits that were lowered since. Null: a new one.</param>
    public static ScheduleSpec? Parse(JsonFields fields, ScheduleOptions options, DateTimeOffset now, SpecText? unless = null)
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

        if (text.Cron is not null && !options.AllowSeconds && CronClock.HasSeconds(text.Cron))
        {
            fields.Errors.Add("cron", $"\"{text.Cron}\" has six fields; seconds are not allowed here (AgentSched:AllowSeconds), so give five: minute hour day month weekday");
            return null;
        }

        return Check(text, fields.Errors, options, now, unless);
    }

    /// <summary>Checks a spec that did not come as JSON.</summary>
    /// <returns>Null: <paramref name="errors"/> says what is wrong.</returns>
    public static ScheduleSpec? Check(SpecText text, ScheduleOptions options, DateTimeOffset now, out FieldErrors errors)
    {
        errors = new FieldErrors();
        return Check(text, errors, options, now, unless: null) is { } spec && !errors.Any ? spec : null;
    }

    /// <summary>A spec's fields in an answer.</summary>
    public static object Fields(SpecText text) => new
    {
        text.Cron,
        text.Zone,
        text.Every,
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

    private static ScheduleSpec? Check(SpecText text, FieldErrors errors, ScheduleOptions options, DateTimeOffset now, SpecText? unless)
    {
        if (!ScheduleSpec.TryParse(text, out var spec, out var wrong))
        {
            foreach (var (field, message) in wrong)
            {
                if (!errors.Has(field))
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

        var named = text.Cron is not null ? "cron" : text.Every is not null ? "every" : "at";
        if (spec.NextAfter(now) is null)
        {
            errors.Add(named, text.At is not null ? "is in the past, or outside startsAt and endsAt" : "never fires from now on");
        }
        else if (text.MaxRuns != 1 && ShortestGap.Of(spec, now, options.MinimumInterval) is { } gap)
        {
            CheckGap(errors, spec, named, gap, options);
        }

        return spec;
    }

    private static TimeSpan? WholeSeconds(JsonFields fields, TimeSpan? duration)
    {
        if (duration?.Ticks % TimeSpan.TicksPerSecond > 0)
        {
            fields.Errors.Add("jitter", "must be whole seconds");
        }

        return duration == TimeSpan.Zero ? null : duration;
    }

    private static void CheckGap(FieldErrors errors, ScheduleSpec spec, string named, TimeSpan gap, ScheduleOptions options)
    {
        if (gap < options.MinimumInterval)
        {
            errors.Add(named, string.Create(
                CultureInfo.InvariantCulture,
                $"fires {XmlConvert.ToString(gap)} apart; the shortest interval allowed here is {XmlConvert.ToString(options.MinimumInterval)} (AgentSched:MinimumInterval)"));
        }

        if (spec.Text.Jitter >= gap)
        {
            errors.Add("jitter", $"must be shorter than the shortest time between two occurrences, {XmlConvert.ToString(gap)}, so that due times stay in order");
        }
    }

    private static SpecText Read(JsonFields fields, DateTimeOffset now)
    {
        var every = fields.Duration("every", TimeSpan.FromSeconds(1), LongestInterval);
        return new SpecText
        {
            Cron = fields.Text("cron", max: ScheduleSpec.MaxCronLength),
            Zone = fields.Text("zone", max: 100),
            Every = every,
            Anchor = fields.Instant("anchor") ?? (every is null ? null : DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds())),
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
}
