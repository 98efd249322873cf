using Cronos;

namespace AgentSched.Parity.Cronos;

/// <summary>Without zones: each row is a step forward and a step back.</summary>
[Trait("shows", "originals")]
public sealed class OccurrenceTests
{
    [Theory] // 2026-03-02 is a Monday.
    [InlineData("* * * * *", "2026-03-02T10:00", "2026-03-02T10:01")]
    [InlineData("5 * * * *", "2026-03-02T10:05", "2026-03-02T11:05")]
    [InlineData("*/20 * * * *", "2026-03-02T23:40", "2026-03-03T00:00")]
    [InlineData("7/25 * * * *", "2026-03-02T10:57", "2026-03-02T11:07")]
    [InlineData("50-10/10 * * * *", "2026-03-02T10:10", "2026-03-02T10:50")]
    [InlineData("51-4/4 * * * *", "2026-03-02T10:03", "2026-03-02T10:51")]
    [InlineData("0 22-3/2 * * *", "2026-03-02T02:00", "2026-03-02T22:00")]
    [InlineData("0 9-17 * * 1-5", "2026-03-06T17:00", "2026-03-09T09:00")]
    [InlineData("0 9 * * 0", "2026-03-02T00:00", "2026-03-08T09:00")]
    [InlineData("0 9 * * 7", "2026-03-02T00:00", "2026-03-08T09:00")]
    [InlineData("0 9 * * fri-mon", "2026-03-02T09:00", "2026-03-06T09:00")]
    [InlineData("0 0 * * sat-tue/2", "2026-03-02T00:00", "2026-03-07T00:00")]
    [InlineData("0 0 20-5/5 * *", "2026-06-04T00:00", "2026-06-20T00:00")]
    [InlineData("0 0 31 * *", "2026-03-31T00:00", "2026-05-31T00:00")]
    [InlineData("0 0 29 2 *", "2024-02-29T00:00", "2028-02-29T00:00")]
    [InlineData("0 0 29 2 *", "2096-02-29T00:00", "2104-02-29T00:00")]
    [InlineData("0 0 29 2 SUN", "2004-02-29T00:00", "2032-02-29T00:00")]
    [InlineData("0 0 1 oct-feb *", "2026-02-01T00:00", "2026-10-01T00:00")]
    [InlineData("0 9 13 * 5", "2026-03-13T09:00", "2026-11-13T09:00")] // both days given: both must fit
    [InlineData("59 23 31 12 *", "2026-12-31T23:59", "2027-12-31T23:59")]
    public void Next_and_previous_are_one_step(string text, string earlier, string later)
    {
        var expression = CronExpression.Parse(text);
        Assert.Equal(When.Utc(later), expression.GetNextOccurrence(When.Utc(earlier)));
        if (expression.GetNextOccurrence(When.Utc(earlier), inclusive: true) == When.Utc(earlier))
        {
            Assert.Equal(When.Utc(earlier), expression.GetPreviousOccurrence(When.Utc(later)));
        }

        Assert.Equal(When.Utc(later), expression.GetPreviousOccurrence(When.Utc(later), inclusive: true));
        Assert.Equal(When.Utc(later), expression.GetNextOccurrence(When.Utc(later), inclusive: true));
    }

    [Theory]
    [InlineData("* * * * * *", "2026-03-02T10:00:59", "2026-03-02T10:01:00")]
    [InlineData("55-5/5 * * * * *", "2026-03-02T10:00:05", "2026-03-02T10:00:55")]
    [InlineData("30 0 12 * * 1", "2026-03-02T12:00:30", "2026-03-09T12:00:30")]
    public void Seconds_step_too(string text, string earlier, string later)
    {
        var expression = CronExpression.Parse(text, CronFormat.IncludeSeconds);
        Assert.Equal(When.Utc(later), expression.GetNextOccurrence(When.Utc(earlier)));
        Assert.Equal(When.Utc(earlier), expression.GetPreviousOccurrence(When.Utc(later)));
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("* * 31 4,6,9,11 *")]
    [InlineData("0 0 31W feb *")]
    public void What_never_fires_is_null_both_ways(string text)
    {
        var expression = CronExpression.Parse(text);
        Assert.Null(expression.GetNextOccurrence(When.Utc("2026-01-01")));
        Assert.Null(expression.GetPreviousOccurrence(When.Utc("2026-01-01")));
        Assert.Null(expression.GetNextOccurrence(When.At("2026-01-01T00:00Z"), When.Zone("Europe/Berlin")));
        Assert.Empty(expression.GetOccurrences(When.Utc("2026-01-01"), When.Utc("2036-01-01")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000_000)]
    [InlineData(9_999_999)]
    public void A_fraction_of_a_second_counts_as_after_its_second(int ticks)
    {
        var from = When.Utc("2026-03-02T10:00:00").AddTicks(ticks);
        Assert.Equal(When.Utc("2026-03-02T10:01"), CronExpression.EveryMinute.GetNextOccurrence(from, inclusive: true));
        Assert.Equal(When.Utc("2026-03-02T10:01"), CronExpression.EveryMinute.GetNextOccurrence(from));
        Assert.Equal(When.Utc("2026-03-02T10:00"), CronExpression.EveryMinute.GetPreviousOccurrence(from, inclusive: true));
    }

    [Fact]
    public void The_first_minute_of_the_calendar_can_be_reached()
    {
        var first = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
        Assert.Equal(first, CronExpression.EveryMinute.GetNextOccurrence(first, inclusive: true));
        Assert.Equal(first, CronExpression.EveryMinute.GetPreviousOccurrence(first, inclusive: true));
        Assert.Null(CronExpression.EveryMinute.GetPreviousOccurrence(first));
        Assert.Null(CronExpression.Parse("0 4 1 1 *").GetPreviousOccurrence(first, When.Zone("Asia/Karachi")));
    }

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public void Only_UTC_times_are_taken(DateTimeKind kind)
    {
        var time = new DateTime(2026, 3, 2, 0, 0, 0, kind);
        var daily = CronExpression.Daily;
        Assert.Equal("fromUtc", Assert.Throws<ArgumentException>(() => daily.GetNextOccurrence(time)).ParamName);
        Assert.Equal("fromUtc", Assert.Throws<ArgumentException>(() => daily.GetNextOccurrence(time, TimeZoneInfo.Utc)).ParamName);
        Assert.Equal("fromUtc", Assert.Throws<ArgumentException>(() => daily.GetPreviousOccurrence(time)).ParamName);
        Assert.Equal("fromUtc", Assert.Throws<ArgumentException>(() => daily.GetPreviousOccurrence(time, TimeZoneInfo.Utc)).ParamName);
    }

    [Fact]
    public void A_zone_is_needed()
    {
        Assert.Equal("zone", Assert.Throws<ArgumentNullException>(() => CronExpression.Daily.GetNextOccurrence(DateTime.UtcNow, null!)).ParamName);
        Assert.Equal("zone", Assert.Throws<ArgumentNullException>(() => CronExpression.Daily.GetPreviousOccurrence(DateTimeOffset.UtcNow, null!)).ParamName);
    }

    [Fact]
    public void Results_are_of_kind_Utc_or_carry_the_zones_offset()
    {
        Assert.Equal(DateTimeKind.Utc, CronExpression.Daily.GetNextOccurrence(When.Utc("2026-03-02"))!.Value.Kind);
        Assert.Equal(DateTimeKind.Utc, CronExpression.Daily.GetNextOccurrence(When.Utc("2026-03-02"), When.Zone("Asia/Tokyo"))!.Value.Kind);
        Assert.Equal("2026-03-03T00:00:00+09:00", When.Text(CronExpression.Daily.GetNextOccurrence(When.At("2026-03-02T01:00Z"), When.Zone("Asia/Tokyo"))));
    }
}
