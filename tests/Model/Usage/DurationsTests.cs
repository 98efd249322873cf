using AgentSched.Model.Usage;

namespace AgentSched.Tests.Model.Usage;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class DurationsTests
{
    [Theory] // runs
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(5_000)]
    public void A_percentile_is_within_a_tenth_of_the_real_one_and_the_average_is_exact(int runs)
    {
        var random = new Random(runs);
        var all = Enumerable.Range(0, runs).Select(_ => (long)Math.Exp(random.NextDouble() * 16) + 10).ToList(); // 10 ms to 2.5 hours
        var durations = all.Aggregate(Durations.None, (sum, ms) => sum.Add(TimeSpan.FromMilliseconds(ms)));
        foreach (var share in new[] { 0.5, 0.95, 1 })
        {
            var real = all.Order().ElementAt((int)Math.Ceiling(share * runs) - 1);
            Assert.InRange(durations.Percentile(share)!.Value.TotalMilliseconds, real * 0.9, real * 1.1);
        }

        Assert.Equal(all.Sum() / runs, durations.Average()!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Sums_of_days_are_as_good_as_the_days()
    {
        var (a, b) = (Of(5, 900), Of(70_000));
        Assert.Equal(Of(5, 900, 70_000), a.Plus(b));
        Assert.Equal(a, a.Plus(Durations.None));
        Assert.Null(Durations.None.Average());
        Assert.Null(Durations.None.Percentile(0.95));
        Assert.Equal(TimeSpan.Zero, Of(0).Percentile(0.95));
    }

    [Fact]
    public void The_longest_histogram_fits_into_a_column_many_times()
    {
        var all = Enumerable.Range(0, 250).Aggregate(Durations.None, (sum, i) => sum.Add(TimeSpan.FromMilliseconds(Math.Pow(1.14, i))));
        Assert.InRange(all.Buckets.Length, 500, 3_000);
    }

    [Theory] // duration in ms; its bucket (bucket n: 1.15^(n-1) to 1.15^n ms)
    [InlineData(0.0,    "0:1")]
    [InlineData(0.9,    "0:1")]
    [InlineData(-5e3,   "0:1")] // a clock that went back
    [InlineData(1.0,    "1:1")]
    [InlineData(2.0,    "5:1")] // 1.15^4 = 1.75, 1.15^5 = 2.01
    [InlineData(9e14,   "170:1")] // the last bucket takes all that is longer
    public void A_duration_falls_into_one_bucket(double ms, string expected) => Assert.Equal(expected, Durations.None.Add(TimeSpan.FromMilliseconds(ms)).Buckets);

    private static Durations Of(params long[] ms) => ms.Aggregate(Durations.None, (sum, one) => sum.Add(TimeSpan.FromMilliseconds(one)));
}
