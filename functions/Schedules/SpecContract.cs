using System.Globalization;
using System.Xml;
using AgentSched.Http;

namespace AgentSched.Schedules;

/// <summary>A spec in a request: its fields stand beside the schedule's own.</summary>
internal static class SpecContract
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(3660);

    /// <summary>Reads a spec that shall fire from now on; what is wrong is in <paramref name="fields"/> afterwards, and then the result is null.</summary>
    public static ScheduleSpec? Parse(JsonFields fields, ScheduleOptions options, DateTimeOffset now)
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

        if (!ScheduleSpec.TryParse(text, out var spec, out var wrong))
        {
            foreach (var (field, message) in wrong)
            {
                if (!fields.Errors.Has(field))
                {
                    fields.Errors.Add(field, message);
                }
            }

            return null;
        }

        var named = text.Cron is not null ? "cron" : text.Every is not null ? "every" : "at";
        if (spec.NextAfter(now) is null)
        {
            fields.Errors.Add(named, text.At is not null ? "lies in the past, or outside startsAt and endsAt" : "never fires from now on");
        }
        else if (spec.ShortestGap(now) is { } gap && gap < options.MinimumInterval)
        {
            fields.Errors.Add(named, string.Create(
                CultureInfo.InvariantCulture,
                $"fires {XmlConvert.ToString(gap)} apart; the shortest interval allowed here is {XmlConvert.ToString(options.MinimumInterval)} (AgentSched:MinimumInterval)"));
        }

        return spec;
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
            DstGap = fields.Word<DstGap>("dstGap") ?? DstGap.Shift,
            DstOverlap = fields.Word<DstOverlap>("dstOverlap") ?? DstOverlap.First,
            DayMatch = fields.Word<DayMatch>("dayMatch") ?? DayMatch.And,
        };
    }
}
