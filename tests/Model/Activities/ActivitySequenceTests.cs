using AgentSched.Model.Activities;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class ActivitySequenceTests
{
    [Theory] // the feed's last number, milliseconds since 1970; the next number
    [InlineData(0,    0,  1)]
    [InlineData(0,    5,  5000)]
    [InlineData(4999, 5,  5000)]
    [InlineData(5000, 5,  5001)] // two of one moment
    [InlineData(9000, 5,  9001)] // another machine's clock is ahead
    [InlineData(0,    -5, 1)]
    public void Numbers_follow_the_clock_and_only_grow(long last, int at, long next) =>
        Assert.Equal(next, ActivitySequence.Next(last, DateTimeOffset.UnixEpoch.AddMilliseconds(at)));

    [Theory] // microseconds since 1970; the least number of that time
    [InlineData(0,  0)]
    [InlineData(1,  1)]
    [InlineData(-9, 0)] // before 1970 there was nothing
    public void A_time_is_a_number_of_microseconds(int microseconds, long expected)
    {
        Assert.Equal(expected, ActivitySequence.Of(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)));
        Assert.Equal(expected, ActivitySequence.Of(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).AddTicks(9))); // fractions are cut off
    }

    [Fact]
    public void Whatever_clocks_say_numbers_grow_and_are_never_less_than_their_time()
    {
        var (random, last) = (new Random(1), 0L);
        for (var step = 0; step < 500; step++)
        {
            var at = A.At("09:00").AddMicroseconds(random.Next(2) == 0 ? step : random.Next(500));
            var next = ActivitySequence.Next(last, at);
            Assert.True(next > last && next >= ActivitySequence.Of(at));
            last = next;
        }
    }
}
