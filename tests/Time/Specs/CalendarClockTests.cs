using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Intervals of a zone's calendar keep their local time when the clocks change.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class CalendarClockTests
{
    [Theory] // Berlin: 2026-10-25 02:59 +02:00 -> 02:00 +01:00; 2027-03-28 01:59 +01:00 /// 03:00 +02:00
    [InlineData("P2W", "2026-10-13T09:00+02:00", "2026-10-13T09:00+02:00 2026-10-27T09:00+01:00 2026-11-10T09:00+01:00")] // every other Tuesday
    [InlineData("P2D", "2026-10-23T12:00+02:00", "2026-10-23T12:00+02:00 2026-10-25T12:00+01:00 2026-10-27T12:00+01:00")]
    [InlineData("P3M", "2026-09-05T08:00+02:00", "2026-09-05T08:00+02:00 2026-12-05T08:00+01:00 2027-03-05T08:00+01:00 2027-06-05T08:00+02:00")]
    [InlineData("P1M", "2026-12-31T18:00+01:00", "2026-12-31T18:00+01:00 2027-01-31T18:00+01:00 2027-02-28T18:00+01:00 2027-03-31T18:00+02:00")]
    [InlineData("P1D", "2027-03-27T02:30+01:00", "2027-03-27T02:30+01:00 2027-03-28T03:00+02:00 2027-03-29T02:30+02:00")] // moved, not lost
    [InlineData("P1D", "2026-10-24T02:30+02:00", "2026-10-24T02:30+02:00 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00")] // once
    public void Local_time_stays(string interval, string anchor, string expected) => Follow(interval, anchor, DstGap.Shift, DstOverlap.First, expected);

    [Theory]
    [InlineData(DstGap.Skip, DstOverlap.First, "2027-03-27T02:30+01:00", "2027-03-27T02:30+01:00 2027-03-29T02:30+02:00")]
    [InlineData(DstGap.Shift, DstOverlap.Last, "2026-10-24T02:30+02:00", "2026-10-24T02:30+02:00 2026-10-25T02:30+01:00 2026-10-26T02:30+01:00")]
    [InlineData(DstGap.Shift, DstOverlap.Both, "2026-10-24T02:30+02:00", "2026-10-24T02:30+02:00 2026-10-25T02:30+02:00 2026-10-25T02:30+01:00 2026-10-26T02:30+01:00")]
    public void Rules_for_clock_changes(DstGap gap, DstOverlap overlap, string anchor, string expected) => Follow("P1D", anchor, gap, overlap, expected);

    [Fact]
    public void A_day_that_the_date_line_skips_moves_to_the_next()
    {
        // Apia: 2011-12-29 23:59 -10:00 is followed by 2011-12-31 00:00 +14:00
        var clock = new CalendarClock(new CalendarInterval(1, 'D'), new DateTime(2011, 12, 29, 9, 0, 0), When.Zone("Pacific/Apia"), DstGap.Shift, DstOverlap.First);
        var first = clock.NextAfter(When.At("2011-12-29T23:00-10:00"));
        Assert.Equal((When.At("2011-12-31T00:00+14:00"), When.At("2011-12-31T09:00+14:00")), (first, clock.NextAfter(first!.Value)));
    }

    [Fact]
    public void Any_instant_leads_to_the_next_occurrence()
    {
        var (random, zone) = (new Random(4), When.Zone("Europe/Berlin"));
        for (var i = 0; i < 300; i++)
        {
            var anchor = new DateTime(2026, 1, 1).AddMinutes(random.Next(500_000));
            var interval = new CalendarInterval(random.Next(1, 9), "DWM"[random.Next(3)]);
            var clock = new CalendarClock(interval, anchor, zone, DstGap.Shift, DstOverlap.First);
            var all = Enumerable.Range(0, 60).Select(step => LocalTime.ToInstant(interval.At(anchor, step)!.Value, zone)).ToList();
            var after = all[0].AddMinutes(random.Next(-1000, (int)(all[^2] - all[0]).TotalMinutes));
            Assert.Equal(all.First(at => at > after), clock.NextAfter(after));
        }
    }

    private static void Follow(string interval, string anchor, DstGap gap, DstOverlap overlap, string expected)
    {
        var text = new SpecText { Calendar = interval, Anchor = When.At(anchor), Zone = "Europe/Berlin", DstGap = gap, DstOverlap = overlap };
        var times = expected.Split(' ');
        Assert.Equal(times.Select(When.At), ScheduleSpec.Parse(text).Following(When.At(anchor).AddSeconds(-1), times.Length));
    }
}
