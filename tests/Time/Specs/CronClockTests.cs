using AgentSched.Tests.Time.Specs.Oracle;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Cron on the clock of a zone, with rules for clock changes and for two restricted days.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class CronClockTests
{
    [Theory] // Berlin, 02:30 every day, 2026: dstGap, dstOverlap → on 2026-03-29, on 2026-10-25; "-": it does not run
    [InlineData(DstGap.Shift, DstOverlap.First, "03:00+02", "02:30+02")]
    [InlineData(DstGap.Shift, DstOverlap.Last,  "03:00+02", "02:30+01")]
    [InlineData(DstGap.Shift, DstOverlap.Both,  "03:00+02", "02:30+02 02:30+01")]
    [InlineData(DstGap.Skip,  DstOverlap.First, "-",        "02:30+02")]
    [InlineData(DstGap.Skip,  DstOverlap.Last,  "-",        "02:30+01")]
    [InlineData(DstGap.Skip,  DstOverlap.Both,  "-",        "02:30+02 02:30+01")]
    public void A_fixed_time_when_the_clocks_change(DstGap gap, DstOverlap overlap, string spring, string autumn)
    {
        var clock = CronClock.Parse("30 2 * * *", When.Zone("Europe/Berlin"), gap, overlap, DayMatch.And);
        Assert.Equal(spring, Times(Between(clock, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"), "Europe/Berlin"));
        Assert.Equal(autumn, Times(Between(clock, "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"), "Europe/Berlin"));
    }

    [Theory] // New York, 2026-11-01 01:00 -04:00 to 02:00 -05:00, two hours: how often it runs, whatever the rule is but for fixed times
    [InlineData("5 1 * * *",      1)] // fixed
    [InlineData("5,35 1,2 * * *", 2)]
    [InlineData("5 1 1-7 11 *",   1)] // days make no interval
    [InlineData("5 1 * * 0-6",    1)]
    [InlineData("20 5 1 * * *",   1)] // with seconds
    [InlineData("@daily",         0)]
    [InlineData("5 * * * *",      2)] // a star in the hours
    [InlineData("5 ? * * *",      2)]
    [InlineData("5 0-1 * * *",    2)] // a range
    [InlineData("5 1/12 * * *",   2)] // a step
    [InlineData("5/30 1 * * *",   4)]
    [InlineData("* 1 * * *",      120)]
    [InlineData("*/30 5 1 * * *", 4)]
    [InlineData("@hourly",        2)]
    [InlineData("@every_minute",  120)]
    public void An_interval_runs_in_both_passes(string cron, int runs)
    {
        var clock = CronClock.Parse(cron, When.Zone("America/New_York"), DstGap.Shift, DstOverlap.First, DayMatch.And);
        Assert.Equal(runs, Between(clock, "2026-11-01T01:00-04:00", "2026-11-01T02:00-05:00").Count);
    }

    [Theory] // cron, whether it restricts both days, whether it has seconds
    [InlineData("0 9 * * *",      false, false)]
    [InlineData("0 9 13 * *",     false, false)]
    [InlineData("0 9 * * 5",      false, false)]
    [InlineData("0 9 13 * ?",     false, false)]
    [InlineData("0 9 ? * 5",      false, false)]
    [InlineData("0 9 13 * 5",     true,  false)]
    [InlineData("0 9 L * FRI",    true,  false)]
    [InlineData(" 0\t9  13 * 5 ", true,  false)]
    [InlineData("0 0 9 13 * 5",   true,  true)]
    [InlineData("0 0 9 * * 5",    false, true)]
    [InlineData("@monthly",       false, false)]
    [InlineData("@every_second",  false, false)] // has no fields; the shortest interval allowed rules it out
    public void Its_fields(string cron, bool bothDays, bool seconds) =>
        Assert.Equal((bothDays, seconds), (CronClock.RestrictsBothDays(cron), CronClock.HasSeconds(cron)));

    [Theory] // 2026-02: cron, dayMatch → its days
    [InlineData("0 9 10 * 2",    DayMatch.And, "10")]
    [InlineData("0 9 10 * 2",    DayMatch.Or,  "3 10 17 24")]
    [InlineData("0 9 L * 1#1",   DayMatch.And, "")]
    [InlineData("0 9 L * 1#1",   DayMatch.Or,  "2 28")]
    [InlineData("0 0 9 1,2 * 1", DayMatch.Or,  "1 2 9 16 23")] // with seconds
    public void Two_restricted_days(string cron, DayMatch match, string days)
    {
        var clock = CronClock.Parse(cron, TimeZoneInfo.Utc, DstGap.Shift, DstOverlap.First, match);
        Assert.Equal(days, string.Join(' ', Between(clock, "2026-02-01T00:00Z", "2026-03-01T00:00Z").Select(at => at.Day)));
    }

    [Theory] // expression, whether both passes of a repeated hour count
    [InlineData("H 2 * * *", false)]
    [InlineData("H(0-29) 2 * * *", false)] // a single value
    [InlineData("H/30 2 * * *", true)]
    [InlineData("H(0-29)/10 2 * * *", true)]
    public void A_hashed_value_is_a_value_and_its_step_an_interval(string cron, bool isInterval)
    {
        var zone = When.Zone("Europe/Berlin"); // 2026-10-25 02:59 +02:00 -> 02:00 +01:00
        var clock = CronClock.Parse(cron, "k3v9q2m7x4b8c1d5", zone, DstGap.Shift, DstOverlap.First, DayMatch.And);
        Assert.Equal(isInterval, Between(clock, "2026-10-25T01:00Z", "2026-10-25T02:00Z") is not []);
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Dublin")]
    [InlineData("America/Havana")]
    public void Both_passes_are_the_first_and_the_last_and_skipping_only_takes_away(string zone)
    {
        var random = new Random(9);
        foreach (var change in ZoneTransition.Of(When.Zone(zone), 2026, 2026))
        {
            for (var i = 0; i < 30; i++)
            {
                var cron = $"{random.Next(60)},{random.Next(60)} {random.Next(4)},{random.Next(4)} * * *";
                List<DateTimeOffset> Of(DstGap gap, DstOverlap overlap)
                {
                    var clock = CronClock.Parse(cron, change.Zone, gap, overlap, DayMatch.And);
                    return Between(clock, new DateTimeOffset(change.Utc).AddDays(-1), new DateTimeOffset(change.Utc).AddDays(1));
                }

                var (first, last, both) = (Of(DstGap.Shift, DstOverlap.First), Of(DstGap.Shift, DstOverlap.Last), Of(DstGap.Shift, DstOverlap.Both));
                Assert.Equal((cron, first.Count), (cron, last.Count));
                Assert.True(both.SequenceEqual(first.Union(last).Order()), cron);
                Assert.Subset(first.ToHashSet(), Of(DstGap.Skip, DstOverlap.First).ToHashSet());
            }
        }
    }

    private static List<DateTimeOffset> Between(CronClock clock, string from, string end) => Between(clock, When.At(from), When.At(end));

    /// <summary>From an instant, which is included, to another one, which is not.</summary>
    private static List<DateTimeOffset> Between(CronClock clock, DateTimeOffset from, DateTimeOffset end)
    {
        var found = new List<DateTimeOffset>();
        for (var next = clock.NextAfter(from.AddTicks(-1)); next is { } at && at < end; next = clock.NextAfter(at))
        {
            found.Add(at);
        }

        return found;
    }

    private static string Times(List<DateTimeOffset> instants, string zone) =>
        instants.Count == 0 ? "-" : string.Join(' ', instants.Select(at => TimeZoneInfo.ConvertTime(at, When.Zone(zone)).ToString("HH:mmzz")));
}
