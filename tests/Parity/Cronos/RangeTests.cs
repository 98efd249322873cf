using Cronos;

namespace AgentSched.Parity.Cronos;

[Trait("shows", "originals")]
public sealed class RangeTests
{
    private static readonly CronExpression Quarters = CronExpression.Parse("*/15 * * * *");
    private static readonly DateTime From = When.Utc("2026-03-02T00:00");
    private static readonly DateTime To = When.Utc("2026-03-02T00:30");

    [Theory]
    [InlineData(true, false, "0 15")]
    [InlineData(false, false, "15")]
    [InlineData(true, true, "0 15 30")]
    [InlineData(false, true, "15 30")]
    public void Ends_are_included_as_asked(bool fromInclusive, bool toInclusive, string expected)
    {
        var zone = When.Zone("Europe/Berlin");
        Assert.Equal(expected, Minutes(Quarters.GetOccurrences(From, To, fromInclusive, toInclusive)));
        Assert.Equal(expected, Minutes(Quarters.GetOccurrences(From, To, zone, fromInclusive, toInclusive)));
        Assert.Equal(expected, Minutes(Quarters.GetOccurrences(
            new DateTimeOffset(From), new DateTimeOffset(To), zone, fromInclusive, toInclusive).Select(time => time.UtcDateTime)));
    }

    [Theory]
    [InlineData(true, false, "30 15")]
    [InlineData(false, false, "15")]
    [InlineData(true, true, "30 15 0")]
    [InlineData(false, true, "15 0")]
    public void Descending_starts_at_the_later_end(bool fromInclusive, bool toInclusive, string expected)
    {
        var zone = When.Zone("Europe/Berlin");
        Assert.Equal(expected, Minutes(Quarters.GetOccurrencesDescending(To, From, fromInclusive, toInclusive)));
        Assert.Equal(expected, Minutes(Quarters.GetOccurrencesDescending(To, From, zone, fromInclusive, toInclusive)));
        Assert.Equal(expected, Minutes(Quarters.GetOccurrencesDescending(
            new DateTimeOffset(To), new DateTimeOffset(From), zone, fromInclusive, toInclusive).Select(time => time.UtcDateTime)));
    }

    [Fact]
    public void By_default_the_start_is_included_and_the_end_is_not()
    {
        Assert.Equal("0 15", Minutes(Quarters.GetOccurrences(From, To)));
        Assert.Equal("30 15", Minutes(Quarters.GetOccurrencesDescending(To, From)));
    }

    [Fact]
    public void Ends_in_the_wrong_order_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Quarters.GetOccurrences(To, From).Count());
        Assert.Throws<ArgumentException>(() => Quarters.GetOccurrences(new DateTimeOffset(To), new DateTimeOffset(From), TimeZoneInfo.Utc).Count());
        Assert.Equal("fromUtc", Assert.Throws<ArgumentException>(() => Quarters.GetOccurrencesDescending(From, To).Count()).ParamName);
        Assert.Throws<ArgumentException>(
            () => Quarters.GetOccurrencesDescending(new DateTimeOffset(From), new DateTimeOffset(To), TimeZoneInfo.Utc).Count());
    }

    private static string Minutes(IEnumerable<DateTime> times) => string.Join(' ', times.Select(time => time.Minute));
}
