using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Warnings about a spec that is valid and may still surprise.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class SpecWarningsTests
{
    private static readonly DateTimeOffset NewYear = When.At("2026-01-01T00:00Z");

    [Theory] // cron → warning; null: none
    [InlineData("0 9 28 * *",   null)] // every month has a 28th
    [InlineData("0 9 29 * *",   "February has a 29th only in leap years: in others it does not run then; for the last day of each month use L")]
    [InlineData("0 9 30 * *",   "February has no 30th: it does not run then; for the last day of each month use L")]
    [InlineData("0 9 31 * *",   "only seven months have a 31st: it does not run in the others; for the last day of each month use L")]
    [InlineData("0 0 9 31 * *", "only seven months have a 31st: it does not run in the others; for the last day of each month use L")] // with seconds
    [InlineData("0 9 31 */1 *", "only seven months have a 31st: it does not run in the others; for the last day of each month use L")]
    [InlineData("0 9 31 ? *",   "only seven months have a 31st: it does not run in the others; for the last day of each month use L")]
    [InlineData("0 9 31 1,3 *", null)] // these months have one
    [InlineData("0 9 L * *",    null)]
    [InlineData("0 9 * * *",    null)]
    [InlineData("@monthly",     null)]
    public void Days_that_some_months_lack(string cron, string? warning) => Assert.Equal(warning, Warnings(new SpecText { Cron = cron, Zone = "UTC" }));

    [Theory] // cron, dayMatch → warning; null: none
    [InlineData("0 9 13 * 5", DayMatch.And, "day-of-month and day-of-week are both restricted: it runs only on days that match both; if either should be enough (as in Vixie cron), set dayMatch to or")]
    [InlineData("0 9 13 * 5", DayMatch.Or,  "day-of-month and day-of-week are both restricted: it runs on every day that matches one of them; if a day should match both, set dayMatch to and")]
    [InlineData("0 9 * * 5",  DayMatch.And, null)]
    [InlineData("0 9 13 * ?", DayMatch.Or,  null)]
    [InlineData("0 9 */1 * 5", DayMatch.And, null)]
    [InlineData("0 9 */1 * 5", DayMatch.Or,  null)] // a star in Vixie cron, too
    public void Both_days_restricted(string cron, DayMatch match, string? warning) => Assert.Equal(warning, Warnings(new SpecText { Cron = cron, Zone = "UTC", DayMatch = match }));

    [Theory] // zone, cron, dstGap, dstOverlap → warnings; null: none
    [InlineData("UTC",                 "30 2 * * *",      DstGap.Shift, DstOverlap.First, null)]
    [InlineData("Europe/Berlin",       "0 9 * * *",       DstGap.Shift, DstOverlap.First, null)]
    [InlineData("Europe/Berlin",       "59 1 * * *",      DstGap.Shift, DstOverlap.First, null)]
    [InlineData("Europe/Berlin",       "0 3 * * *",       DstGap.Shift, DstOverlap.First, null)]
    [InlineData("Europe/Berlin",       "30 2 * * 1",      DstGap.Shift, DstOverlap.First, null)] // the clocks change on Sundays
    [InlineData("Europe/Berlin",       "0 2 * 1-6 *",     DstGap.Shift, DstOverlap.First, "02:00 on 2026-03-29 does not exist in Europe/Berlin, where the clocks jump ahead: what is due in the gap runs at 03:00 (dstGap: shift)")]
    [InlineData("Europe/Berlin",       "59 2 * 1-6 *",    DstGap.Skip,  DstOverlap.First, "02:59 on 2026-03-29 does not exist in Europe/Berlin, where the clocks jump ahead: it does not run then (dstGap: skip)")]
    [InlineData("Europe/Berlin",       "0 2 * 7-12 *",    DstGap.Shift, DstOverlap.First, "02:00 on 2026-10-25 occurs twice in Europe/Berlin, where the clocks go back: it runs the first time only (dstOverlap: first)")]
    [InlineData("Europe/Berlin",       "30 2 * 7-12 *",   DstGap.Shift, DstOverlap.Last,  "02:30 on 2026-10-25 occurs twice in Europe/Berlin, where the clocks go back: it runs the second time only (dstOverlap: last)")]
    [InlineData("Europe/Berlin",       "59 2 * 7-12 *",   DstGap.Shift, DstOverlap.Both,  "02:59 on 2026-10-25 occurs twice in Europe/Berlin, where the clocks go back: it runs both times")]
    [InlineData("Europe/Berlin",       "*/20 * * 7-12 *", DstGap.Shift, DstOverlap.First, "02:00 on 2026-10-25 occurs twice in Europe/Berlin, where the clocks go back: it runs both times")] // an interval
    [InlineData("Australia/Lord_Howe", "15 2 * * *",      DstGap.Shift, DstOverlap.First, "02:15 on 2026-10-04 does not exist in Australia/Lord_Howe, where the clocks jump ahead: what is due in the gap runs at 02:30 (dstGap: shift)")]
    [InlineData(
        "Atlantic/Azores",
        "0 0 * * *",
        DstGap.Shift,
        DstOverlap.First,
        "00:00 on 2026-03-29 does not exist in Atlantic/Azores, where the clocks jump ahead: what is due in the gap runs at 01:00 (dstGap: shift) | 00:00 on 2026-10-25 occurs twice in Atlantic/Azores, where the clocks go back: it runs the first time only (dstOverlap: first)")]
    public void Times_that_the_clocks_skip_or_repeat(string zone, string cron, DstGap gap, DstOverlap overlap, string? warnings) =>
        Assert.Equal(warnings, Warnings(new SpecText { Cron = cron, Zone = zone, DstGap = gap, DstOverlap = overlap }));

    [Theory] // Berlin, 02:30 every day, asked on 2026-01-01: first and last limit, excluded days → days that are named
    [InlineData(null, null, null, "2026-03-29 2026-10-25")]
    [InlineData(null, "2026-01-06T00:00Z", null, "")]
    [InlineData(null, "2026-03-29T00:00Z", null, "")]
    [InlineData(null, "2026-03-30T00:00Z", null, "2026-03-29")]
    [InlineData("2026-04-01T00:00Z", null, null, "2026-10-25")]
    [InlineData(null, null, "2026-03-29", "2026-10-25")]
    [InlineData(null, null, "2026-10-20/2026-10-30", "2026-03-29")]
    public void Only_occurrences_are_named(string? startsAt, string? endsAt, string? exclude, string days)
    {
        var spec = ScheduleSpec.Parse(new SpecText
        {
            Cron = "30 2 * * *",
            Zone = "Europe/Berlin",
            DstOverlap = DstOverlap.Both,
            StartsAt = startsAt is null ? null : When.At(startsAt),
            EndsAt = endsAt is null ? null : When.At(endsAt),
            Exclude = exclude is null ? [] : [exclude],
        });
        Assert.Equal(days, string.Join(' ', SpecWarnings.Of(spec, When.At("2026-01-01T00:00Z")).Select(w => w["02:30 on ".Length..][..10])));
    }

    [Theory] // Berlin, 02:30 every day: now → days warned about, within a year and a day
    [InlineData("2026-01-01T00:00Z",    "2026-03-29 2026-10-25")]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29 2026-10-25 2027-03-28")]
    [InlineData("2026-03-29T01:00:00Z", "2026-10-25 2027-03-28")] // the clocks have just jumped
    [InlineData("2026-12-01T00:00Z",    "2027-03-28 2027-10-31")]
    public void Changes_within_a_year(string now, string days)
    {
        var warnings = SpecWarnings.Of(ScheduleSpec.Parse("30 2 * * *", "Europe/Berlin"), When.At(now));
        Assert.Equal(days, string.Join(' ', warnings.Select(warning => warning["02:30 on ".Length..][..10])));
    }

    [Theory] // jitter → warning
    [InlineData("00:00:01",   "PT1S")]
    [InlineData("00:01:30",   "PT1M30S")]
    [InlineData("1.00:00:00", "P1D")]
    public void Jitter_is_named_for_each_kind_of_spec(string jitter, string length)
    {
        var warning = $"each occurrence comes due up to {length} later (jitter), always by the same amount for the same occurrence";
        var text = new SpecText { Zone = "Europe/Berlin", Jitter = TimeSpan.Parse(jitter) };
        Assert.Equal(warning, Warnings(text with { Cron = "0 9 * * *" }));
        Assert.Equal(warning, Warnings(text with { Every = TimeSpan.FromHours(50) }));
        Assert.Equal(warning, Warnings(text with { Calendar = "P2D", Anchor = NewYear }));
        Assert.Equal(warning, Warnings(text with { At = new DateTime(2026, 3, 28, 2, 30, 0) }));
    }

    [Fact]
    public void Days_come_first_then_clock_changes_then_jitter()
    {
        var text = new SpecText { Cron = "30 2 29 * 0", Zone = "Europe/Berlin", Jitter = TimeSpan.FromMinutes(5) };
        string[] starts = ["day-of-month and", "February has", "02:30 on 2026-03-29", "each occurrence"];
        Assert.Equal(starts, SpecWarnings.Of(ScheduleSpec.Parse(text), NewYear).Zip(starts, (warning, start) => warning[..start.Length]));
        Assert.Equal(starts.Length, SpecWarnings.Of(ScheduleSpec.Parse(text), NewYear).Count);
    }

    private static string? Warnings(SpecText text) => string.Join(" | ", SpecWarnings.Of(ScheduleSpec.Parse(text), NewYear)) is { Length: > 0 } warnings ? warnings : null;
}
