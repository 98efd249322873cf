using Cronos;

namespace AgentSched.Parity.Cronos;

/// <summary>Which value H takes is the library's own affair: the tests ask for stability, range and spread.</summary>
[Trait("shows", "originals")]
public sealed class JitterTests
{
    private static readonly DateTime From = When.Utc("2026-03-02T00:00");
    private static readonly DateTime To = When.Utc("2026-03-03T00:00");

    [Theory]
    [InlineData("H * * * *")]
    [InlineData("h/15 * * * *")]
    [InlineData("0 H * * *")]
    public void H_without_a_seed_is_refused(string text)
    {
        Assert.Throws<MissingSeedException>(() => CronExpression.Parse(text));
        Assert.False(CronExpression.TryParse(text, out _));
    }

    [Fact]
    public void The_same_seed_gives_the_same_times() =>
        Assert.Equal(CronExpression.Parse("H H * * *", 42), CronExpression.Parse("H H * * *", 42));

    [Fact]
    public void H_in_minutes_fires_once_an_hour()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var minutes = CronExpression.Parse("H * * * *", seed).GetOccurrences(From, To).Select(time => time.Minute).ToArray();
            Assert.Equal(24, minutes.Length);
            Assert.Single(minutes.Distinct());
        }
    }

    [Fact]
    public void Seeds_spread_over_the_hour()
    {
        var minutes = Enumerable.Range(0, 500).Select(seed => CronExpression.Parse("H * * * *", seed).GetNextOccurrence(From)!.Value.Minute);
        Assert.True(minutes.Distinct().Count() > 40);
    }

    [Fact]
    public void H_with_a_step_keeps_the_distance()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var times = CronExpression.Parse("H/15 * * * *", seed).GetOccurrences(From, To).ToArray();
            Assert.Equal(96, times.Length);
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(TimeSpan.FromMinutes(15), pair.Second - pair.First));
        }
    }

    [Fact] // These values are in the library's own tests.
    public void Seed_3_gives_minute_17_and_offset_8_of_30()
    {
        Assert.Equal("17 * * * *", CronExpression.Parse("H * * * *", 3).ToString());
        Assert.Equal("17 1 * * *", CronExpression.Parse("0 H 1 * * *", CronFormat.IncludeSeconds, 3).ToString());
        Assert.Equal("8,38 1 * * *", CronExpression.Parse("0 H/30 1 * * *", CronFormat.IncludeSeconds, 3).ToString());
    }

    [Fact] // That day's only time lies after noon: so it is in the library's own tests.
    public void A_macro_with_a_seed_draws_its_time()
    {
        var zone = When.Zone("America/New_York");
        var daily = CronExpression.Parse("@daily", 12345);
        var noon = When.At("2017-03-22T12:00-04:00");
        var next = daily.GetNextOccurrence(noon, zone);
        Assert.Equal(daily.GetNextOccurrence(When.At("2017-03-22T00:00-04:00"), zone, inclusive: true), next);
        Assert.Equal(next, daily.GetNextOccurrence(daily.GetPreviousOccurrence(noon, zone)!.Value, zone));
    }

    [Fact]
    public void Jittered_macros_keep_their_period()
    {
        var from = When.Utc("2025-01-01T00:00");
        var to = When.Utc("2026-01-01T00:00");
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.Single(CronExpression.YearlyWithJitter(seed).GetOccurrences(from, to));
            Assert.Equal(12, CronExpression.MonthlyWithJitter(seed).GetOccurrences(from, to).Count());
            Assert.InRange(CronExpression.WeeklyWithJitter(seed).GetOccurrences(from, to).Count(), 52, 53);
            Assert.Equal(365, CronExpression.DailyWithJitter(seed).GetOccurrences(from, to).Count());
            Assert.Equal(24, CronExpression.HourlyWithJitter(seed).GetOccurrences(From, To).Count());
            Assert.Equal(1440, CronExpression.EveryMinuteWithJitter(seed).GetOccurrences(From, To).Count());
        }
    }

    [Fact] // One H is a fixed time: once in a repeated hour. H with a step is an interval: in both.
    public void H_follows_the_rule_for_repeated_hours()
    {
        var zone = When.Zone("America/New_York");
        var (from, to) = (When.At("2017-11-05T01:00-04:00"), When.At("2017-11-05T02:00-05:00"));
        Assert.Single(CronExpression.Parse("H 1 * * *", 3).GetOccurrences(from, to, zone));
        Assert.Equal(4, CronExpression.Parse("H/30 1 * * *", 3).GetOccurrences(from, to, zone).Count());
    }
}
