using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Storage.Rows;

namespace AgentSched.Tests.Usage;

[Trait("shows", "runs")]
public sealed class DurationsTests
{
    [Theory]
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

    [Fact]
    public void A_day_s_text_is_read_as_it_was_written_and_stays_under_the_limit_of_a_column()
    {
        var at = DateTimeOffset.Parse("2026-01-05T10:00:00Z");
        var day = Enumerable.Range(0, 400).Aggregate(DayUsage.None, (sum, i) => sum.Count(Ended(at, 1_000_000_000m - 0.123456789m), $"{i}{new string('o', 59)}"));
        Assert.Equal(DayUsage.MaxOwners + 1, day.Owners.Count);
        Assert.Equal(250, day.Owners[DayUsage.Others].Runs);
        Assert.InRange(day.ToString().Length, 1, 31_000);
        Assert.Equal(day.ToString(), DayUsage.Parse(day.ToString()).ToString());
        Assert.Equal(day.Tally, DayUsage.Parse(day.ToString()).Tally);
        Assert.Equal(day.ToString(), DayUsage.Read(day.Write("s00", "u|main|alice|20260105")).ToString());
    }

    [Fact]
    public void A_later_day_begins_anew_and_a_run_of_an_earlier_one_is_left_to_its_row()
    {
        var monday = DayUsage.None.Count(Ended(DateTimeOffset.Parse("2026-01-05T23:59:59Z"), 1), "ann");
        var tuesday = monday.Count(Ended(DateTimeOffset.Parse("2026-01-06T00:00:00Z"), 2), "ann");
        Assert.Equal((1m, 2m), (monday.Tally.CostUsd, tuesday.Tally.CostUsd));
        Assert.Equal(tuesday, tuesday.Count(Ended(DateTimeOffset.Parse("2026-01-05T23:59:59Z"), 4), "ann"));
        Assert.Equal(tuesday, tuesday.Count(Ended(DateTimeOffset.Parse("2026-01-07T00:00:00Z"), 4) with { StartedAt = null }, "ann"));
    }

    private static Run Ended(DateTimeOffset at, decimal cost) => new()
    {
        Id = RunId.New(at),
        Tenant = "main",
        Agent = "alice",
        Trigger = RunTrigger.Api,
        Status = RunStatus.Succeeded,
        NominalTime = at,
        DueTime = at,
        StartedAt = at.AddSeconds(-1),
        FinishedAt = at,
        Answer = new AgentAnswer { CostUsd = cost, TokensIn = 1_000_000_000_000_000, TokensOut = 1_000_000_000_000_000 },
    };

    private static Durations Of(params long[] ms) => ms.Aggregate(Durations.None, (sum, one) => sum.Add(TimeSpan.FromMilliseconds(one)));
}
