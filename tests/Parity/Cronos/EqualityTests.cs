using Cronos;

namespace AgentSched.Parity.Cronos;

[Trait("shows", "originals")]
public sealed class EqualityTests
{
    [Theory]
    [InlineData("* * * * *", "*/1 0-23 1-31 1-12 0-7")]
    [InlineData("* * * * *", "50-49 * 5-4 12-11 MON-SUN")]
    [InlineData("0,30 9 * * *", "30,0 9 * * *")]
    [InlineData("*/4 * * * *", "0-59/4 * * * *")]
    [InlineData("0 0 * * 0", "0 0 * * 7")]
    [InlineData("0 0 * * SUN", "0 0 * * 7")]
    [InlineData("0 0 * JAN FRI-TUE", "0 0 ? 1 0-2,5-6")]
    [InlineData("0 0 L-0W * 7L", "0 0 LW * 0L")]
    [InlineData("50-15 * * * *", "0-15,50-59 * * * *")]
    public void Spellings_of_the_same_times_are_equal(string left, string right)
    {
        var (one, other) = (CronExpression.Parse(left), CronExpression.Parse(right));
        Assert.True(one.Equals(other));
        Assert.True(one.Equals((object)other));
        Assert.True(one == other);
        Assert.False(one != other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal(one.ToString(), other.ToString());
    }

    [Theory]
    [InlineData("0 0 31 1 *", "0 0 L 1 *")]
    [InlineData("0 0 L * *", "0 0 LW * *")]
    [InlineData("0 0 LW * *", "0 0 L-1W * *")]
    [InlineData("0 0 15 * *", "0 0 15W * *")]
    [InlineData("0 0 * * 5", "0 0 * * 5L")]
    [InlineData("0 0 * * 5#1", "0 0 * * 5#2")]
    [InlineData("1 1 1 1 1", "1 1 1 1 2")]
    public void Different_times_are_not_equal(string left, string right)
    {
        Assert.True(CronExpression.Parse(left) != CronExpression.Parse(right));
        Assert.False(CronExpression.Parse(left).Equals(CronExpression.Parse(right)));
    }

    [Fact]
    public void Nothing_equals_null()
    {
        CronExpression? none = null;
        Assert.False(CronExpression.Daily.Equals(none));
        Assert.False(CronExpression.Daily == none!);
    }

    [Theory]
    [InlineData("*/20 8-10 1-3 nov-feb MON,WED", "0,20,40 8,9,10 1,2,3 1,2,11,12 1,3")]
    [InlineData("0 0 ? * 7", "0 0 * * 0")]
    [InlineData("0 0 l-10w * *", "0 0 L-10W * *")]
    [InlineData("0 0 L-0 * *", "0 0 L * *")]
    [InlineData("0 0 10w * FRIL", "0 0 10W * 5L")]
    [InlineData("0 0 * * sun#2", "0 0 * * 0#2")]
    public void Text_is_canonical(string text, string expected) => Assert.Equal(expected, CronExpression.Parse(text).ToString());

    [Theory]
    [InlineData("0 * * * * *", "* * * * *")]
    [InlineData("*/30 5 * * * *", "0,30 5 * * * *")]
    [InlineData("* * * * * *", "* * * * * *")]
    public void Seconds_are_left_out_when_they_are_0(string text, string expected) =>
        Assert.Equal(expected, CronExpression.Parse(text, CronFormat.IncludeSeconds).ToString());

    [Fact]
    public void The_named_expressions_are_the_macros()
    {
        Assert.Equal("0 0 1 1 *", CronExpression.Yearly.ToString());
        Assert.Equal("0 0 1 * *", CronExpression.Monthly.ToString());
        Assert.Equal("0 0 * * 0", CronExpression.Weekly.ToString());
        Assert.Equal("0 0 * * *", CronExpression.Daily.ToString());
        Assert.Equal("0 * * * *", CronExpression.Hourly.ToString());
        Assert.Equal("* * * * *", CronExpression.EveryMinute.ToString());
        Assert.Equal("* * * * * *", CronExpression.EverySecond.ToString());
    }
}
