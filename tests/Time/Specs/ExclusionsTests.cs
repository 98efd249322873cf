using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Days without occurrences.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ExclusionsTests
{
    [Theory] // text → first and last day; "-": refused
    [InlineData("2026-12-24",                       "2026-12-24 2026-12-24")]
    [InlineData("2026-12-24/2026-12-24",            "2026-12-24 2026-12-24")]
    [InlineData("2026-12-24/2026-12-26",            "2026-12-24 2026-12-26")]
    [InlineData("2026-12-31/2027-01-01",            "2026-12-31 2027-01-01")]
    [InlineData("2028-02-29",                       "2028-02-29 2028-02-29")]
    [InlineData("0001-01-01",                       "0001-01-01 0001-01-01")]
    [InlineData("9999-12-30",                       "9999-12-30 9999-12-30")]
    [InlineData("9999-12-31",                       "-")] // no day after it
    [InlineData("2026-02-29",                       "-")]
    [InlineData("2026-12-24/2026-12-23",            "-")]
    [InlineData("2026-12-24/2026-12-25/2026-12-26", "-")]
    [InlineData("2026-12-24/",                      "-")]
    [InlineData("/2026-12-24",                      "-")]
    [InlineData("/",                                "-")]
    [InlineData("",                                 "-")]
    [InlineData(" 2026-12-24",                      "-")]
    [InlineData("2026-12-24 / 2026-12-26",          "-")]
    [InlineData("2026-12-4",                        "-")]
    [InlineData("26-12-24",                         "-")]
    [InlineData("24.12.2026",                       "-")]
    [InlineData("2026-12-24T00:00",                 "-")]
    [InlineData("--12-24",                          "-")] // every year: not supported
    public void A_day_or_a_range(string text, string expected) =>
        Assert.Equal(expected, Exclusions.TryParse(text, out var range) ? $"{range.First:yyyy-MM-dd} {range.Last:yyyy-MM-dd}" : "-");

    [Theory] // zone, excluded, instant → last tick of the excluded days; "-": the instant is not on one of them
    [InlineData("UTC",              "",                      "2026-12-24T12:00Z",            "-")]
    [InlineData("UTC",              "2026-12-24",            "2026-12-23T23:59:59.9999999Z", "-")]
    [InlineData("UTC",              "2026-12-24",            "2026-12-24T00:00Z",            "2026-12-24T23:59:59.9999999Z")]
    [InlineData("UTC",              "2026-12-24",            "2026-12-24T23:59:59.9999999Z", "2026-12-24T23:59:59.9999999Z")]
    [InlineData("UTC",              "2026-12-24",            "2026-12-25T00:00Z",            "-")]
    [InlineData("UTC",              "2026-12-24/2026-12-26", "2026-12-25T12:00Z",            "2026-12-26T23:59:59.9999999Z")]
    [InlineData("UTC",              "2026-12-31 2026-12-24", "2026-12-24T12:00Z",            "2026-12-24T23:59:59.9999999Z")] // in any order
    [InlineData("Asia/Tokyo",       "2026-12-24",            "2026-12-23T14:59:59Z",         "-")]
    [InlineData("Asia/Tokyo",       "2026-12-24",            "2026-12-23T15:00Z",            "2026-12-24T23:59:59.9999999+09:00")]
    [InlineData("Asia/Tokyo",       "2026-12-24",            "2026-12-24T15:00Z",            "-")]
    [InlineData("Europe/Berlin",    "2026-03-29",            "2026-03-29T00:00+01:00",       "2026-03-29T23:59:59.9999999+02:00")] // 23 hours
    [InlineData("Europe/Berlin",    "2026-10-25",            "2026-10-25T00:00+02:00",       "2026-10-25T23:59:59.9999999+01:00")] // 25 hours
    [InlineData("America/Havana",   "2026-03-07",            "2026-03-07T12:00-05:00",       "2026-03-07T23:59:59.9999999-05:00")] // the next day begins at 01:00
    [InlineData("America/Santiago", "2026-04-04",            "2026-04-04T23:30-03:00",       "2026-04-04T23:59:59.9999999-04:00")] // its last hour comes twice
    public void The_end_of_the_excluded_days(string zone, string excluded, string instant, string expected) =>
        Assert.Equal(expected == "-" ? null : When.At(expected), Days(excluded, zone).EndOf(When.At(instant)));

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Havana")]
    [InlineData("America/Santiago")]
    [InlineData("Australia/Lord_Howe")]
    public void Exactly_the_instants_of_the_excluded_days_are_excluded(string zone)
    {
        var random = new Random(3);
        DateOnly Local(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, When.Zone(zone)).DateTime);
        for (var i = 0; i < 300; i++)
        {
            var first = new DateOnly(2026, 1, 1).AddDays(random.Next(365));
            var last = first.AddDays(random.Next(5));
            var instant = When.At("2026-01-01T00:00Z").AddDays(first.DayOfYear - 3).AddSeconds(random.Next(10 * 86_400));
            var end = Days($"{first:yyyy-MM-dd}/{last:yyyy-MM-dd}", zone).EndOf(instant);
            Assert.Equal(Local(instant) >= first && Local(instant) <= last, end is not null);
            if (end is { } tick)
            {
                Assert.Equal((last, last.AddDays(1)), (Local(tick), Local(tick.AddTicks(1))));
            }
        }
    }

    private static Exclusions Days(string excluded, string zone) => new(
        [.. excluded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => Exclusions.TryParse(text, out var range) ? range : throw new FormatException(text))],
        When.Zone(zone));
}
