using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>The shortest time between two occurrences, over all of them.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ShortestGapTests
{
    private static readonly DateTimeOffset From = When.At("2026-01-01T00:00Z");

    [Theory] // cron, zone → gap
    [InlineData("0 9 * * *",       "UTC",           "1.00:00:00")]
    [InlineData("0 9,17 * * *",    "UTC",           "08:00:00")]
    [InlineData("0 1,23 * * *",    "UTC",           "02:00:00")] // over midnight
    [InlineData("0 9 * * 1-5",     "UTC",           "1.00:00:00")]
    [InlineData("0 9 * * 1",       "UTC",           "7.00:00:00")]
    [InlineData("0 9 1 * *",       "UTC",           "28.00:00:00")] // February
    [InlineData("0 9 31 * *",      "UTC",           "31.00:00:00")] // July to August, December to January
    [InlineData("0 9 * * 5L",      "UTC",           "28.00:00:00")]
    [InlineData("0 1,23 1,31 * *", "UTC",           "02:00:00")] // the 31st is followed by the 1st
    [InlineData("0 9 1 1 *",       "UTC",           "365.00:00:00")]
    [InlineData("0 9 29 2 *",      "UTC",           "1461.00:00:00")]
    [InlineData("0 9 30 2 *",      "UTC",           "-")] // no occurrence
    [InlineData("0 9 * * *",       "Europe/Berlin", "23:00:00")] // over the night in which the clocks jump
    [InlineData("0 9 * * 1",       "Europe/Berlin", "6.23:00:00")]
    [InlineData("30 2 * * *",      "Europe/Berlin", "23:30:00")] // 02:30 moves to 03:00
    [InlineData("30 * * * *",      "Europe/Berlin", "00:30:00")] // 01:30, then 02:30 at 03:00
    [InlineData("59 1,3 * * *",    "Europe/Berlin", "01:00:00")] // two hours on the clock, but one has no 02:00
    public void Of_a_cron_expression(string cron, string zone, string gap) => Assert.Equal(gap, Gap(new SpecText { Cron = cron, Zone = zone }));

    [Theory] // Berlin, 02:30 every day: what the clock-change rules do → gap
    [InlineData(DstGap.Shift, DstOverlap.First, "23:30:00")]
    [InlineData(DstGap.Shift, DstOverlap.Last,  "23:30:00")]
    [InlineData(DstGap.Shift, DstOverlap.Both,  "01:00:00")] // both passes of one night
    [InlineData(DstGap.Skip,  DstOverlap.First, "1.00:00:00")]
    [InlineData(DstGap.Skip,  DstOverlap.Last,  "1.00:00:00")]
    [InlineData(DstGap.Skip,  DstOverlap.Both,  "01:00:00")]
    public void Rules_for_clock_changes(DstGap jump, DstOverlap overlap, string gap) =>
        Assert.Equal(gap, Gap(new SpecText { Cron = "30 2 * * *", Zone = "Europe/Berlin", DstGap = jump, DstOverlap = overlap }));

    [Theory] // cron or interval, first and last limit → gap; "-": fewer than two occurrences
    [InlineData("0 9 * * *", null,         null,                "2026-01-02T09:00Z",    "-")]
    [InlineData("0 9 * * *", null,         null,                "2026-01-02T09:00:01Z", "1.00:00:00")]
    [InlineData(null,        "00:15:00",   null,                null,                   "00:15:00")]
    [InlineData(null,        "1.00:00:00", null,                null,                   "1.00:00:00")] // 24 hours, whatever the clocks do
    [InlineData(null,        "00:15:00",   "2026-01-01T12:00Z", "2026-01-01T12:15Z",    "-")]
    [InlineData(null,        "00:15:00",   "2026-01-01T12:00Z", "2026-01-01T12:15:01Z", "00:15:00")]
    public void Limits_count(string? cron, string? every, string? startsAt, string? endsAt, string gap) => Assert.Equal(gap, Gap(new SpecText
    {
        Cron = cron,
        Zone = "UTC",
        Every = every is null ? null : TimeSpan.Parse(every),
        StartsAt = startsAt is null ? null : When.At(startsAt),
        EndsAt = endsAt is null ? null : When.At(endsAt),
    }));

    [Theory] // interval, start, excluded days → gap: days that are left out only make gaps longer
    [InlineData("00:00:01",   "2026-12-23T23:59:59Z", "2026-12-24",            "00:00:01")] // the first gap is a day and a second
    [InlineData("00:15:00",   "2026-12-23T23:45Z",    "2026-12-24/2026-12-26", "00:15:00")]
    [InlineData("12:00:00",   "2026-12-23T12:00Z",    "2026-12-24",            "12:00:00")]
    [InlineData("1.00:00:00", "2026-12-23T12:00Z",    "2026-12-24",            "1.00:00:00")]
    [InlineData("20:00:00",   "2026-12-23T12:00Z",    "2026-12-24",            "20:00:00")]
    public void An_interval_with_excluded_days(string every, string startsAt, string exclude, string gap) => Assert.Equal(gap, Gap(new SpecText
    {
        Every = TimeSpan.Parse(every),
        Anchor = When.At(startsAt),
        StartsAt = When.At(startsAt),
        Zone = "UTC",
        Exclude = [exclude],
    }));

    [Fact]
    public void One_occurrence_has_no_gap() => Assert.Equal("-", Gap(new SpecText { At = new DateTime(2026, 7, 1), Zone = "UTC" }));

    [Theory] // Berlin, 09:00 every day: what is short enough → the first gap below it, or the shortest of all
    [InlineData("1.00:00:01", "1.00:00:00")]
    [InlineData("1.00:00:00", "23:00:00")]
    [InlineData("23:00:00",   "23:00:00")]
    [InlineData("00:00:00",   "23:00:00")]
    public void The_search_ends_at_a_gap_that_is_short_enough(string enough, string gap) =>
        Assert.Equal(gap, Gap(new SpecText { Cron = "0 9 * * *", Zone = "Europe/Berlin" }, enough));

    [Fact]
    public void No_gap_around_the_clock_changes_is_shorter()
    {
        var random = new Random(6);
        for (var i = 0; i < 10; i++)
        {
            var cron = $"{random.Next(60)},{random.Next(60)} {random.Next(5)},{random.Next(24)} * * *";
            var spec = ScheduleSpec.Parse(cron, "Europe/Berlin");
            var seen = new[] { "2026-03-25T00:00Z", "2026-10-21T00:00Z" }.Select(from => spec.Following(When.At(from), 40).ToList());
            var shortest = seen.SelectMany(days => days.Zip(days.Skip(1), (first, second) => second - first)).Min();
            Assert.True(shortest == ShortestGap.Of(spec, From, TimeSpan.Zero)?.Length, $"{cron}: {shortest}");
        }
    }

    private static string Gap(SpecText text, string enough = "00:00:00") => ShortestGap.Of(ScheduleSpec.Parse(text), From, TimeSpan.Parse(enough))?.Length.ToString() ?? "-";
}
