using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Instants at equal distances from an anchor.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class EveryClockTests
{
    [Theory] // interval, anchor, asked after → next
    [InlineData("00:00:10",      "2026-01-05T12:00:00Z", "0001-01-01T00:00Z",            "2026-01-05T12:00:00Z")] // none before the anchor
    [InlineData("00:00:10",      "2026-01-05T12:00:00Z", "2026-01-05T11:59:59.9999999Z", "2026-01-05T12:00:00Z")]
    [InlineData("00:00:10",      "2026-01-05T12:00:00Z", "2026-01-05T12:00:00Z",         "2026-01-05T12:00:10Z")] // strictly after
    [InlineData("00:00:10",      "2026-01-05T12:00:00Z", "2026-01-05T12:00:09.9999999Z", "2026-01-05T12:00:10Z")]
    [InlineData("00:00:10",      "2026-01-05T12:00:00Z", "2026-01-05T12:00:10Z",         "2026-01-05T12:00:20Z")]
    [InlineData("00:00:01",      "2026-01-05T12:00:00Z", "2026-01-05T12:00:00.5Z",       "2026-01-05T12:00:01Z")]
    [InlineData("3660.00:00:00", "2026-01-05T12:00:00Z", "2026-01-05T12:00:00Z",         "2036-01-13T12:00:00Z")] // ten years have two or three leap days
    [InlineData("00:00:09",      "9999-12-31T23:59:50Z", "9999-12-31T23:59:50Z",         "9999-12-31T23:59:59Z")]
    [InlineData("00:00:09",      "9999-12-31T23:59:50Z", "9999-12-31T23:59:59Z",         "never")] // the calendar ends
    [InlineData("00:00:10",      "9999-12-31T23:59:50Z", "9999-12-31T23:59:50Z",         "never")]
    public void The_next_instant(string every, string anchor, string after, string expected)
    {
        var next = new EveryClock(TimeSpan.Parse(every), When.At(anchor)).NextAfter(When.At(after));
        Assert.Equal(expected == "never" ? null : When.At(expected), next);
    }

    [Fact]
    public void The_next_instant_is_the_first_multiple_that_is_later()
    {
        var random = new Random(2);
        for (var i = 0; i < 500; i++)
        {
            var (every, anchor) = (TimeSpan.FromSeconds(random.Next(1, 1_000_000)), When.At("2026-01-01T00:00Z").AddSeconds(random.Next()));
            var after = anchor.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * 3650));
            var next = Assert.NotNull(new EveryClock(every, anchor).NextAfter(after));
            Assert.InRange((next - after).Ticks, 1, every.Ticks);
            Assert.Equal(0, (next - anchor).Ticks % every.Ticks);
        }
    }
}
