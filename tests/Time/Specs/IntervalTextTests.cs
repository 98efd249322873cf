using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>The field <c>every</c>: elapsed time, or days of a zone's calendar.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class IntervalTextTests
{
    private static readonly DateTimeOffset Anchor = When.At("2026-11-21T09:30Z");

    [Theory] // text, beside a zone → elapsed, calendar
    [InlineData("PT4H", true, "04:00:00", null)]
    [InlineData("PT90S", false, "00:01:30", null)]
    [InlineData("P1D", false, "1.00:00:00", null)]
    [InlineData("P1W", false, "7.00:00:00", null)]
    [InlineData("P1W2D", false, "9.00:00:00", null)]
    [InlineData("P1DT12H", true, "1.12:00:00", null)] // has hours, so it is elapsed
    [InlineData("PT48H", true, "2.00:00:00", null)]
    [InlineData("P2D", true, null, "P2D")]
    [InlineData("P2W", true, null, "P2W")]
    [InlineData("P1W2D", true, null, "P9D")]
    [InlineData("P3M", true, null, "P3M")]
    [InlineData("P3660D", true, null, "P3660D")]
    public void Read(string text, bool hasZone, string? elapsed, string? calendar) =>
        Assert.Equal(new IntervalText(elapsed is null ? null : TimeSpan.Parse(elapsed), calendar, null), IntervalText.Read(text, hasZone, Anchor));

    [Theory] // text, beside a zone → problem
    [InlineData("P1M", false, "P1M has no fixed length; use cron \"30 9 21 * *\" with zone \"UTC\", or every \"P1M\" with a zone counts them on its calendar")]
    [InlineData("P3M", false, "P3M has no fixed length; use cron \"30 9 21 2,5,8,11 *\" with zone \"UTC\", or every \"P3M\" with a zone counts them on its calendar")]
    [InlineData("P5M", false, "P5M has no fixed length; every \"P5M\" with a zone counts them on its calendar")]
    [InlineData("P1Y", true, "P1Y has no fixed length; use cron \"30 9 21 11 *\" with zone \"UTC\", or every \"P12M\" with a zone counts them on its calendar")]
    [InlineData("P2Y", true, "P2Y has no fixed length; every \"P24M\" with a zone counts them on its calendar")]
    [InlineData("P99Y", true, "P99Y has no fixed length; use an interval of days")]
    [InlineData("P1M1D", true, "P1M1D mixes months with days or hours; use one of them")]
    [InlineData("P121M", true, "P121M is outside P1M–P120M")]
    [InlineData("PT0S", false, "PT0S is outside PT1S–P3660D")]
    [InlineData("P0D", true, "P0D is outside PT1S–P3660D")]
    [InlineData("-P1D", true, "-P1D is outside PT1S–P3660D")]
    [InlineData("P3661D", true, "P3661D is outside PT1S–P3660D")]
    [InlineData("P99999999999999999999D", true, "P99999999999999999999D is outside PT1S–P3660D")]
    [InlineData("PT99999999999999999999H", true, "PT99999999999999999999H is outside PT1S–P3660D")]
    [InlineData("4h", true, "\"4h\" is not an ISO 8601 duration such as PT4H, P2D or P2W")]
    [InlineData("P", true, "\"P\" is not an ISO 8601 duration such as PT4H, P2D or P2W")]
    [InlineData("P1DT", true, "\"P1DT\" is not an ISO 8601 duration such as PT4H, P2D or P2W")]
    public void Refused(string text, bool hasZone, string problem) => Assert.Equal(problem, IntervalText.Read(text, hasZone, Anchor).Problem);

    [Theory] // a day that some months lack is offered as the last one
    [InlineData("2026-01-31T08:00Z", "P2M has no fixed length; use cron \"0 8 L 1,3,5,7,9,11 *\"")]
    [InlineData("2026-12-28T08:00Z", "P2M has no fixed length; use cron \"0 8 28 2,4,6,8,10,12 *\"")]
    public void Offered(string anchor, string start) => Assert.StartsWith(start, IntervalText.Read("P2M", hasZone: false, When.At(anchor)).Problem);

    [Theory] // interval, anchor, zone → cron expression that is offered, in the zone's local time; null: cron cannot say the same
    [InlineData("P1Y", "2026-10-13T07:00Z", "Europe/Berlin", "0 9 13 10 *")]
    [InlineData("P1Y", "2026-12-31T23:30Z", "Europe/Berlin", "30 0 1 1 *")] // the next day, and year
    [InlineData("P1M", "2026-10-30T07:00Z", "UTC", null)] // the 30th, but the last day of February
    [InlineData("P1M", "2026-10-29T07:00Z", "UTC", null)]
    [InlineData("P1M", "2026-10-31T07:00Z", "UTC", "0 7 L * *")]
    [InlineData("P3M", "2026-01-30T07:00Z", "UTC", "0 7 30 1,4,7,10 *")] // each of them has a 30th
    [InlineData("P3M", "2026-11-30T07:00Z", "UTC", null)]
    [InlineData("P1Y", "2028-02-29T07:00Z", "UTC", "0 7 L 2 *")]
    [InlineData("P6M", "2026-06-30T22:30Z", "Asia/Tokyo", "30 7 1 1,7 *")]
    public void What_is_offered_runs_at_the_same_times(string text, string anchor, string zone, string? cron)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var problem = IntervalText.Read(text, hasZone: false, When.At(anchor), found).Problem!;
        Assert.Equal(cron is null, !problem.Contains("cron", StringComparison.Ordinal));
        if (cron is not null)
        {
            Assert.Contains($"use cron \"{cron}\" with zone \"{zone}\"", problem, StringComparison.Ordinal);
            var months = text == "P1Y" ? "P12M" : text;
            var (offered, calendar) = (ScheduleSpec.Parse(cron, zone), ScheduleSpec.Parse(new SpecText { Calendar = months, Zone = zone, Anchor = When.At(anchor) }));
            Assert.Equal(calendar.Following(When.At(anchor), 20), offered.Following(When.At(anchor), 20));
        }
    }

    [Theory] // elapsed, calendar, zone → text, which is read as the same
    [InlineData("2.00:00:00", null, "Europe/Berlin", "PT48H")]
    [InlineData("2.00:00:00", null, null, "P2D")]
    [InlineData("1.12:00:00", null, "Europe/Berlin", "P1DT12H")]
    [InlineData("00:05:00", null, null, "PT5M")]
    [InlineData(null, "P2D", "Europe/Berlin", "P2D")]
    [InlineData(null, "P3M", "UTC", "P3M")]
    [InlineData(null, null, "UTC", null)]
    public void Written(string? elapsed, string? calendar, string? zone, string? text)
    {
        var spec = new SpecText { Every = elapsed is null ? null : TimeSpan.Parse(elapsed), Calendar = calendar, Zone = zone };
        Assert.Equal(text, IntervalText.Of(spec));
        if (text is not null)
        {
            Assert.Equal(new IntervalText(spec.Every, calendar, null), IntervalText.Read(text, zone is not null, Anchor));
        }
    }
}
