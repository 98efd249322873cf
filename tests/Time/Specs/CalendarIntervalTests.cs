using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Days, weeks and months of a calendar, as dates.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class CalendarIntervalTests
{
    [Theory] // interval, anchor → steps 0 to 3
    [InlineData("P1D", "2026-12-30", "2026-12-30 2026-12-31 2027-01-01 2027-01-02")]
    [InlineData("P2D", "2026-11-21", "2026-11-21 2026-11-23 2026-11-25 2026-11-27")]
    [InlineData("P2W", "2026-11-24", "2026-11-24 2026-12-08 2026-12-22 2027-01-05")]
    [InlineData("P1M", "2027-01-31", "2027-01-31 2027-02-28 2027-03-31 2027-04-30")] // a short month does not shorten the next one
    [InlineData("P3M", "2026-12-05", "2026-12-05 2027-03-05 2027-06-05 2027-09-05")]
    [InlineData("P12M", "2028-02-29", "2028-02-29 2029-02-28 2030-02-28 2031-02-28")]
    public void Steps(string interval, string anchor, string days)
    {
        var (parsed, start) = (CalendarInterval.Parse(interval)!.Value, DateTime.Parse(anchor));
        Assert.Equal(days, string.Join(' ', Enumerable.Range(0, 4).Select(step => $"{parsed.At(start, step):yyyy-MM-dd}")));
        Assert.Equal(interval, parsed.ToString());
    }

    [Theory] // interval, anchor, local time → a step from which the first one after it is found
    [InlineData("P2D", "2026-11-21", "2026-11-20", 0)]
    [InlineData("P2D", "2026-11-21", "2026-11-25", 1)]
    [InlineData("P1W", "2026-11-21", "2027-11-21", 51)]
    [InlineData("P1M", "2026-11-30", "2027-02-28", 2)]
    [InlineData("P3M", "2026-12-05", "2026-01-01", 0)]
    public void Step_before(string interval, string anchor, string local, int step) =>
        Assert.Equal(step, CalendarInterval.Parse(interval)!.Value.StepBefore(DateTime.Parse(anchor), DateTime.Parse(local)));

    [Fact]
    public void The_calendar_ends() => Assert.Null(CalendarInterval.Parse("P9999D")!.Value.At(new DateTime(2026, 1, 1), 1_000_000));

    [Theory]
    [InlineData("P0D")]
    [InlineData("P-1D")]
    [InlineData("P1Y")]
    [InlineData("PT1H")]
    [InlineData("P99999D")]
    [InlineData("PD")]
    [InlineData("")]
    public void None(string text) => Assert.Null(CalendarInterval.Parse(text));
}
