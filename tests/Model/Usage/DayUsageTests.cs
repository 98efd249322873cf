using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Storage.Rows;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Usage;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class DayUsageTests
{
    [Theory] // when a run of 2 USD ended, after one of 1 USD on 2026-01-05; whether it had started; the day, what it cost
    [InlineData("2026-01-05T00:00Z",      true,  "2026-01-05", "3")]
    [InlineData("2026-01-05T23:59:59Z",   true,  "2026-01-05", "3")]
    [InlineData("2026-01-06T00:00Z",      true,  "2026-01-06", "2")] // a later day begins anew
    [InlineData("2026-01-06T00:30+01:00", true,  "2026-01-05", "3")] // days are those of UTC
    [InlineData("2026-01-04T23:59:59Z",   true,  "2026-01-05", "1")] // one of an earlier day is left to its row
    [InlineData("2026-01-05T09:00Z",      false, "2026-01-05", "1")]
    [InlineData("2026-01-07T00:00Z",      false, "2026-01-05", "1")]
    public void A_day_counts_the_runs_that_ended_on_it(string ended, bool started, string day, string cost)
    {
        var run = A.Ended(DateTimeOffset.Parse(ended), costUsd: 2);
        var usage = DayUsage.None.Count(A.Ended(A.At("09:00"), costUsd: 1), "ann").Count(started ? run : run with { StartedAt = null }, "ben");
        Assert.Equal((DateOnly.Parse(day), A.Usd(cost)), (usage.Day, usage.Tally.CostUsd));
    }

    [Fact]
    public void Owners_are_told_apart_where_a_row_names_them()
    {
        var (run, owned) = (A.Ended(A.At("09:00"), costUsd: 1) with { FinishedAt = A.At("09:01") }, DayUsage.None);
        Assert.Empty(owned.Count(run, owner: null).Owners);
        owned = owned.Count(run, "ann").Count(run, "ben").Count(run, "ann");
        Assert.Equal([("ann", 2m), ("ben", 1m)], owned.Owners.Select(one => (one.Key, one.Value.CostUsd)));
        Assert.All(owned.Owners.Values, tally => Assert.Equal(Durations.None, tally.Durations)); // those of all are enough
        Assert.NotEqual(Durations.None, owned.Tally.Durations);
    }

    [Theory] // owners of a day with one run each; owners that are told apart, runs of all others
    [InlineData(1,   1,   0)]
    [InlineData(150, 150, 0)]
    [InlineData(151, 150, 1)]
    [InlineData(400, 150, 250)]
    public void Owners_beyond_the_150th_count_together(int owners, int apart, int others)
    {
        var day = Enumerable.Range(0, owners).Aggregate(DayUsage.None, (sum, i) => sum.Count(A.Ended(A.At("09:00")), $"owner{i}"));
        Assert.Equal(apart, day.Owners.Keys.Count(owner => owner != DayUsage.Others));
        Assert.Equal(others, day.Owners.GetValueOrDefault(DayUsage.Others, Tally.None).Runs);
        Assert.Equal(owners, day.Tally.Runs);
    }

    [Fact]
    public void A_day_s_text_is_read_as_it_was_written_and_stays_under_the_limit_of_a_column()
    {
        var run = A.Ended(A.At("10:00")) with
        {
            StartedAt = A.At("09:59:59"),
            Answer = new AgentAnswer { CostUsd = 1_000_000_000m - 0.123456789m, TokensIn = 1_000_000_000_000_000, TokensOut = 1_000_000_000_000_000 },
        };
        var day = Enumerable.Range(0, 400).Aggregate(DayUsage.None, (sum, i) => sum.Count(run, $"{i}{new string('o', 59)}"));
        Assert.Equal(DayUsage.MaxOwners + 1, day.Owners.Count);
        Assert.InRange(day.ToString().Length, 1, 31_000);
        Assert.Equal(day.ToString(), DayUsage.Parse(day.ToString()).ToString());
        Assert.Equal(day.Tally, DayUsage.Parse(day.ToString()).Tally);
        Assert.Equal(day.ToString(), DayUsage.Read(day.Write("s00", "u|main|alice|20260105")).ToString());
    }

    [Fact]
    public void Before_the_first_run_a_day_is_empty()
    {
        Assert.Equal(DayUsage.None, DayUsage.Parse(null));
        Assert.True(DayUsage.None.IsEmpty);
        Assert.True(DayUsage.On(new DateOnly(2026, 1, 5)).IsEmpty);
        Assert.False(DayUsage.None.Count(A.Ended(A.At("09:00")), "ann").IsEmpty);
    }

    [Fact]
    public void However_the_runs_of_a_day_are_split_the_parts_add_up_to_the_day() => Assert.All(Enumerable.Range(0, 100), seed =>
    {
        var random = new Random(seed);
        var runs = Enumerable.Range(0, random.Next(1, 15)).Select(i => (Run: A.Ended(A.At($"{random.Next(24):D2}:00"), costUsd: random.Next(100) / 100m), Owner: $"owner{random.Next(4)}")).ToList();
        var cut = random.Next(runs.Count + 1);
        var day = new DateOnly(2026, 1, 5);
        var (all, sum) = (Of(runs), Of(runs.Take(cut)).Plus(Of(runs.Skip(cut))));
        Assert.Equal(all.ToString(), sum.ToString());
        Assert.Equal(all.ToString(), Of(runs.AsEnumerable().Reverse()).ToString()); // the order does not matter
        Assert.Equal(all.ToString(), runs.Aggregate(DayUsage.None, (usage, one) => usage.Count(one.Run, one.Owner)).ToString());
        Assert.Equal(all.Tally.CostUsd, all.Owners.Values.Sum(tally => tally.CostUsd));

        DayUsage Of(IEnumerable<(Run Run, string Owner)> part) => part.Aggregate(DayUsage.On(day), (usage, one) => usage.Add(one.Run, one.Owner));
    });
}
