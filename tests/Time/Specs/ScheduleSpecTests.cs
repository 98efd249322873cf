using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>The engine: what fires next, by kind of spec and by rule.</summary>
[Trait("shows", "schedules")]
public sealed class ScheduleSpecTests
{
    [Theory] // New York, Sunday 2026-03-08: 01:59 -05:00 is followed by 03:00 -04:00
    [InlineData("30 2 * * *", DstGap.Shift, "2026-03-07T12:00-05:00", "2026-03-08T03:00-04:00 2026-03-09T02:30-04:00")] // moved, not lost
    [InlineData("30 2 * * *", DstGap.Skip, "2026-03-07T12:00-05:00", "2026-03-09T02:30-04:00 2026-03-10T02:30-04:00")] // not that day
    [InlineData("0 3 * * *", DstGap.Skip, "2026-03-07T12:00-05:00", "2026-03-08T03:00-04:00 2026-03-09T03:00-04:00")] // 03:00 exists
    [InlineData("*/30 * * * *", DstGap.Skip, "2026-03-08T01:15-05:00", "2026-03-08T01:30-05:00 2026-03-08T03:00-04:00")] // intervals go on
    public void The_spring_jump(string cron, DstGap rule, string after, string expected) =>
        Assert.Equal(expected, Next(new SpecText { Cron = cron, Zone = "America/New_York", DstGap = rule }, after, 2));

    [Theory] // New York, Sunday 2026-11-01: 01:59 -04:00 is followed by 01:00 -05:00
    [InlineData("30 1 * * *", DstOverlap.First, "2026-10-31T12:00-04:00", "2026-11-01T01:30-04:00 2026-11-02T01:30-05:00")]
    [InlineData("30 1 * * *", DstOverlap.Last, "2026-10-31T12:00-04:00", "2026-11-01T01:30-05:00 2026-11-02T01:30-05:00")]
    [InlineData("30 1 * * *", DstOverlap.Both, "2026-10-31T12:00-04:00", "2026-11-01T01:30-04:00 2026-11-01T01:30-05:00")]
    [InlineData("30 1 * * *", DstOverlap.Last, "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00 2026-11-02T01:30-05:00")] // between the two passes
    [InlineData("30 1 * * *", DstOverlap.Both, "2026-11-01T01:30-05:00", "2026-11-02T01:30-05:00 2026-11-03T01:30-05:00")]
    [InlineData("15,45 1 * * *", DstOverlap.Both, "2026-11-01T01:00-04:00", "2026-11-01T01:15-04:00 2026-11-01T01:45-04:00 2026-11-01T01:15-05:00 2026-11-01T01:45-05:00")]
    [InlineData("*/30 1 * * *", DstOverlap.Last, "2026-11-01T00:00-04:00", "2026-11-01T01:00-04:00 2026-11-01T01:30-04:00 2026-11-01T01:00-05:00")] // intervals run in both, whatever is said
    [InlineData("*/30 1 * * *", DstOverlap.Both, "2026-11-01T00:00-04:00", "2026-11-01T01:00-04:00 2026-11-01T01:30-04:00 2026-11-01T01:00-05:00 2026-11-01T01:30-05:00 2026-11-02T01:00-05:00")]
    public void The_autumn_hour_that_comes_twice(string cron, DstOverlap rule, string after, string expected) =>
        Assert.Equal(expected, Next(new SpecText { Cron = cron, Zone = "America/New_York", DstOverlap = rule }, after, expected.Split(' ').Length));

    [Theory]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", DstOverlap.Both, "2026-04-04T12:00+11:00", "2026-04-05T01:45+11:00 2026-04-05T01:45+10:30")] // half an hour
    [InlineData("Europe/Dublin", "30 1 * * *", DstOverlap.Both, "2026-10-24T12:00+01:00", "2026-10-25T01:30+01:00 2026-10-25T01:30Z")] // winter is the exception there
    [InlineData("America/Havana", "30 0 * * *", DstOverlap.Last, "2025-11-01T12:00-04:00", "2025-11-02T00:30-05:00 2025-11-03T00:30-05:00")] // at midnight
    public void Odd_zones(string zone, string cron, DstOverlap rule, string after, string expected) =>
        Assert.Equal(expected, Next(new SpecText { Cron = cron, Zone = zone, DstOverlap = rule }, after, 2));

    [Theory] // 2026-02-13 and 2026-03-13 are Fridays
    [InlineData("0 9 13 * 5", DayMatch.And, "2026-02-13T09:00Z 2026-03-13T09:00Z 2026-11-13T09:00Z")]
    [InlineData("0 9 13 * 5", DayMatch.Or, "2026-02-06T09:00Z 2026-02-13T09:00Z 2026-02-20T09:00Z")]
    [InlineData("0 9 * * 5", DayMatch.Or, "2026-02-06T09:00Z 2026-02-13T09:00Z 2026-02-20T09:00Z")] // only one is restricted: the same either way
    [InlineData("0 9 13 * ?", DayMatch.Or, "2026-02-13T09:00Z 2026-03-13T09:00Z 2026-04-13T09:00Z")]
    [InlineData("@monthly", DayMatch.Or, "2026-03-01T00:00Z 2026-04-01T00:00Z 2026-05-01T00:00Z")]
    public void Both_days_restricted(string cron, DayMatch rule, string expected) =>
        Assert.Equal(expected, Next(new SpecText { Cron = cron, Zone = "UTC", DayMatch = rule }, "2026-02-01T12:00Z", 3));

    [Theory]
    [InlineData("00:15:00", "2026-01-05T09:07:00Z", "2026-01-05T09:00Z", "2026-01-05T09:07Z 2026-01-05T09:22Z 2026-01-05T09:37Z")] // the anchor is the first
    [InlineData("00:15:00", "2026-01-05T09:07:00Z", "2026-01-05T09:22Z", "2026-01-05T09:37Z 2026-01-05T09:52Z 2026-01-05T10:07Z")]
    [InlineData("1.00:00:00", "2020-01-01T08:00:00Z", "2026-03-29T00:00Z", "2026-03-29T08:00Z 2026-03-30T08:00Z 2026-03-31T08:00Z")] // a day is 24 hours
    public void Every_counts_from_its_anchor(string every, string anchor, string after, string expected) =>
        Assert.Equal(expected, Next(new SpecText { Every = TimeSpan.Parse(every), Anchor = DateTimeOffset.Parse(anchor) }, after, 3));

    [Theory]
    [InlineData("Europe/Berlin", "2026-07-01T17:00", "2026-07-01T17:00+02:00")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:00+02:00")] // does not exist: the end of the jump
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T02:30+02:00")] // exists twice: the first
    [InlineData("Pacific/Apia", "2011-12-30T10:00", "2011-12-31T00:00+14:00")] // a day that was not
    public void At_is_one_local_time(string zone, string at, string expected)
    {
        var spec = ScheduleSpec.Parse(new SpecText { At = DateTime.Parse(at), Zone = zone });
        var only = spec.NextAfter(DateTimeOffset.MinValue);
        Assert.Equal(DateTimeOffset.Parse(expected), only);
        Assert.Null(spec.NextAfter(only!.Value));
        Assert.True(spec.FiresAt(only.Value));
    }

    [Fact]
    public void StartsAt_is_included_and_endsAt_is_not()
    {
        var text = new SpecText { Cron = "0 9 * * *", Zone = "UTC", StartsAt = DateTimeOffset.Parse("2026-01-07T09:00Z"), EndsAt = DateTimeOffset.Parse("2026-01-09T09:00Z") };
        Assert.Equal("2026-01-07T09:00Z 2026-01-08T09:00Z -", Next(text, "2026-01-01T00:00Z", 3));
    }

    [Fact]
    public void Excluded_days_are_days_of_the_zone()
    {
        var text = new SpecText { Cron = "0 0,12 * * *", Zone = "Asia/Tokyo", Exclude = ["2026-12-24", "2026-12-26/2026-12-27", "2026-12-27/2026-12-28"] };
        Assert.Equal(
            "2026-12-23T12:00+09:00 2026-12-25T00:00+09:00 2026-12-25T12:00+09:00 2026-12-29T00:00+09:00", Next(text, "2026-12-23T00:00+09:00", 4));
    }

    [Fact]
    public void What_was_stored_reads_back_as_the_same_spec()
    {
        var text = new SpecText
        {
            Cron = "0 9 13 * FRI",
            Zone = "Europe/Berlin",
            StartsAt = DateTimeOffset.Parse("2026-01-07T09:00Z"),
            EndsAt = DateTimeOffset.Parse("2027-01-07T09:00Z"),
            Exclude = ["2026-12-24"],
            DstGap = DstGap.Skip,
            DstOverlap = DstOverlap.Both,
            DayMatch = DayMatch.Or,
        };
        var read = ScheduleSpec.FromColumn(ScheduleSpec.Parse(text).ToColumn()).Text;
        Assert.Equal(text with { Exclude = read.Exclude }, read);
        Assert.Equal(text.Exclude, read.Exclude);
    }

    [Theory] // what is given → the fields that are wrong
    [InlineData(null, null, null, null, "zone cron")]
    [InlineData("* * * * *", "UTC", "00:05:00", null, "cron")] // two of three
    [InlineData("* * * * *", null, null, null, "zone")]
    [InlineData("99 * * * *", "Mars/X", null, null, "zone cron")]
    [InlineData(null, null, "00:00:00.5", null, "every")]
    [InlineData("* * * * *", "UTC", null, "2026-02-30", "exclude[0]")]
    [InlineData("* * * * *", "UTC", null, "2026-02-03/2026-02-01", "exclude[0]")]
    public void All_that_is_wrong_is_told_at_once(string? cron, string? zone, string? every, string? exclude, string fields)
    {
        var text = new SpecText { Cron = cron, Zone = zone, Every = every is null ? null : TimeSpan.Parse(every), Exclude = exclude is null ? [] : [exclude] };
        Assert.False(ScheduleSpec.TryParse(text, out _, out var wrong));
        Assert.Equal(fields, string.Join(' ', wrong.Select(w => w.Field)));
    }

    [Theory] // local time, zone → whether it can be scheduled: its instant must be found in every zone
    [InlineData("0001-01-01T10:00", "UTC", false)]
    [InlineData("0001-01-02T23:59", "Pacific/Kiritimati", false)]
    [InlineData("0001-01-03T00:00", "Pacific/Kiritimati", true)]
    [InlineData("9999-12-28T00:00", "Pacific/Niue", true)]
    [InlineData("9999-12-28T00:01", "UTC", false)]
    [InlineData("9999-12-31T10:00", "Europe/Berlin", false)]
    public void The_calendar_has_ends(string at, string zone, bool isValid)
    {
        Assert.Equal(isValid, ScheduleSpec.TryParse(new SpecText { At = DateTime.Parse(at), Zone = zone }, out var spec, out var wrong));
        Assert.Equal(isValid ? "" : "at must be from 0001-01-03 to 9999-12-28", string.Join(' ', wrong.Select(w => $"{w.Field} {w.Message}")));
        Assert.Equal(isValid, spec?.NextAfter(DateTimeOffset.MinValue) is not null);
    }

    [Theory] // each kind of spec, asked at both ends of the calendar, with and without excluded days up to its end
    [InlineData("* * * * *", null, null)]
    [InlineData("0 9 31 12 *", null, null)]
    [InlineData(null, "00:00:01", null)]
    [InlineData(null, "400.00:00:00", null)]
    [InlineData(null, null, "P1D")]
    [InlineData(null, null, "P7M")]
    public void Nothing_is_thrown_at_the_ends_of_the_calendar(string? cron, string? every, string? calendar)
    {
        foreach (var zone in new[] { "UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue" })
        {
            foreach (var exclude in new string[][] { [], ["2026-01-01/9999-12-30"], ["0001-01-01/9999-12-30"], ["9999-12-29", "9999-12-30"] })
            {
                var spec = ScheduleSpec.Parse(new SpecText { Cron = cron, Every = every is null ? null : TimeSpan.Parse(every), Calendar = calendar, Zone = zone, Exclude = exclude, DstOverlap = DstOverlap.Both, DstGap = DstGap.Skip });
                foreach (var asked in new[] { DateTimeOffset.MinValue, When.At("0001-01-01T12:00Z"), When.At("2026-11-21T00:00Z"), When.At("9989-06-01T00:00Z"), When.At("9999-12-27T12:00Z"), When.At("9999-12-31T12:00Z"), DateTimeOffset.MaxValue })
                {
                    Assert.True(spec.NextAfter(asked) is not { } next || next > asked);
                }
            }
        }
    }

    private static string Next(SpecText text, string after, int count)
    {
        var spec = ScheduleSpec.Parse(text);
        DateTimeOffset? instant = DateTimeOffset.Parse(after);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(text.Zone ?? "UTC");
        var found = new List<string>();
        for (var i = 0; i < count; i++)
        {
            instant = instant is { } from ? spec.NextAfter(from) : null;
            if (instant is { } at)
            {
                Assert.Equal(TimeSpan.Zero, at.Offset);
                Assert.True(spec.FiresAt(at));
            }

            found.Add(instant is { } next ? Written(TimeZoneInfo.ConvertTime(next, zone)) : "-");
        }

        return string.Join(' ', found);
    }

    private static string Written(DateTimeOffset time) => time.Offset == TimeSpan.Zero ? time.ToString("yyyy-MM-ddTHH:mm") + "Z" : time.ToString("yyyy-MM-ddTHH:mmzzz");
}
