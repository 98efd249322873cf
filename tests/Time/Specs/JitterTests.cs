using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>The share of the jitter that one occurrence gets.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class JitterTests
{
    private static readonly DateTimeOffset Nominal = When.At("2026-01-05T09:00Z");

    [Theory] // jitter → the shares, in seconds, of 200 occurrences: whole seconds, both ends included
    [InlineData("00:00:00",   "0")]
    [InlineData("00:00:01",   "0 1")]
    [InlineData("00:00:01.9", "0 1")]
    [InlineData("00:00:05",   "0 1 2 3 4 5")]
    public void A_share_is_between_zero_and_the_jitter(string jitter, string seconds)
    {
        var shares = Enumerable.Range(0, 200).Select(hour => Jitter.Of(A.ScheduleId, Nominal.AddHours(hour), TimeSpan.Parse(jitter)).TotalSeconds);
        Assert.Equal(seconds, string.Join(' ', shares.Distinct().Order()));
    }

    [Theory] // schedule, nominal time, jitter → share: the same in every process and every release, as due rows are stored
    [InlineData("k3v9q2m7x4b8c1d5", "2026-01-05T09:00Z",      "01:00:00",   "00:15:52")]
    [InlineData("k3v9q2m7x4b8c1d5", "2026-01-05T10:00+01:00", "01:00:00",   "00:15:52")] // the same instant
    [InlineData("k3v9q2m7x4b8c1d5", "2026-01-05T09:00:01Z",   "01:00:00",   "00:32:22")] // another occurrence
    [InlineData("k3v9q2m7x4b8c1d6", "2026-01-05T09:00Z",      "01:00:00",   "00:41:03")] // another schedule
    [InlineData("k3v9q2m7x4b8c1d5", "2026-01-05T09:00Z",      "1.00:00:00", "11:16:19")] // another jitter
    public void The_share_of_an_occurrence_never_changes(string schedule, string nominal, string jitter, string share) =>
        Assert.Equal(TimeSpan.Parse(share), Jitter.Of(schedule, When.At(nominal), TimeSpan.Parse(jitter)));

    [Fact]
    public void Shares_are_whole_seconds_within_the_jitter_and_repeatable()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var (schedule, nominal, jitter) = ($"schedule{random.Next()}", Nominal.AddSeconds(random.Next()), TimeSpan.FromSeconds(random.Next(86_401)));
            var share = Jitter.Of(schedule, nominal, jitter);
            Assert.InRange(share, TimeSpan.Zero, jitter);
            Assert.Equal(0, share.Ticks % TimeSpan.TicksPerSecond);
            Assert.Equal(share, Jitter.Of(schedule, nominal, jitter));
        }
    }

    [Fact]
    public void Schedules_that_are_due_together_spread_evenly()
    {
        var shares = Enumerable.Range(0, 1000).Select(i => Jitter.Of($"schedule{i}", Nominal, TimeSpan.FromSeconds(9)));
        Assert.All(shares.CountBy(share => share), count => Assert.InRange(count.Value, 60, 140)); // 100 on average
    }
}
