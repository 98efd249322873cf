using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Usage;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class TallyTests
{
    private static readonly DateTimeOffset At = A.At("09:00");

    [Theory] // how a run ended, whether it had started; runs, succeeded, failed, timed out, cancelled
    [InlineData(RunStatus.Succeeded, true,  "1 1 0 0 0")]
    [InlineData(RunStatus.Failed,    true,  "1 0 1 0 0")]
    [InlineData(RunStatus.TimedOut,  true,  "1 0 1 1 0")] // counts as failed, too
    [InlineData(RunStatus.Cancelled, true,  "1 0 0 0 1")]
    [InlineData(RunStatus.Failed,    false, "0 0 0 0 0")] // its queue was full
    [InlineData(RunStatus.Cancelled, false, "0 0 0 0 0")]
    [InlineData(RunStatus.Missed,    false, "0 0 0 0 0")]
    [InlineData(RunStatus.Skipped,   false, "0 0 0 0 0")]
    [InlineData(RunStatus.Rejected,  false, "0 0 0 0 0")]
    public void Only_runs_that_started_count(RunStatus status, bool started, string expected)
    {
        var run = A.Ended(At, status, costUsd: 0.5m);
        var tally = Tally.None.Add(started ? run : run with { StartedAt = null });
        Assert.Equal(expected, $"{tally.Runs} {tally.Succeeded} {tally.Failed} {tally.TimedOut} {tally.Cancelled}");
        Assert.Equal(started ? 0.5m : 0, tally.CostUsd);
    }

    [Theory] // cost in USD, tokens in, tokens out (? is not told); what they count as
    [InlineData("0.25", 10L,  20L,  "0.25 10 20 30")]
    [InlineData("?",    null, null, "0 0 0 0")]
    [InlineData("?",    10L,  null, "0 10 0 10")]
    [InlineData("0",    0L,   0L,   "0 0 0 0")]
    public void What_an_agent_does_not_tell_counts_as_nothing(string cost, long? tokensIn, long? tokensOut, string expected)
    {
        var tally = Tally.None.Add(A.Ended(At) with { Answer = new AgentAnswer { CostUsd = A.Usd(cost), TokensIn = tokensIn, TokensOut = tokensOut } });
        Assert.Equal(expected, $"{tally.CostUsd} {tally.TokensIn} {tally.TokensOut} {tally.Tokens}");
        Assert.Equal(1, Tally.None.Add(A.Ended(At) with { Answer = null }).Runs);
    }

    [Theory] // succeeded, failed; share that succeeded
    [InlineData(0, 0, null)]
    [InlineData(1, 0, 1.0)]
    [InlineData(0, 1, 0.0)]
    [InlineData(1, 2, 0.3333)]
    [InlineData(2, 1, 0.6667)]
    public void The_success_rate_leaves_out_runs_that_were_cancelled(int succeeded, int failed, double? expected) =>
        Assert.Equal(expected, (Tally.None with { Runs = succeeded + failed + 5, Succeeded = succeeded, Failed = failed }).SuccessRate);

    [Theory] // a sum of two that leaves the range stays at its end
    [InlineData(1, 2, 3)]
    [InlineData(0, long.MaxValue, long.MaxValue)]
    [InlineData(1, long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue)]
    public void Sums_of_tokens_stay_in_their_range(long a, long b, long expected) => Assert.Equal(expected, Tally.Sum(a, b));

    [Fact]
    public void A_tally_is_one_line_of_text()
    {
        var tally = Tally.None.Add(A.Ended(At) with { FinishedAt = At.AddMilliseconds(48), Answer = new AgentAnswer { CostUsd = 0.84m, TokensIn = 120, TokensOut = 34 } });
        Assert.Equal("1 1 0 0 0.84 120 34 48 28:1", tally.ToString()); // 1.15^27 = 43.5 ms, 1.15^28 = 50.1 ms
        Assert.Equal("0 0 0 0 0 0 0 0 ", Tally.None.ToString());
        Assert.Equal(Tally.None, Tally.Parse(Tally.None.ToString()));
    }

    [Fact]
    public void Whatever_runs_are_counted_their_parts_add_up_and_the_text_brings_them_back() => Assert.All(Enumerable.Range(0, 100), seed =>
    {
        var random = new Random(seed);
        RunStatus[] ends = [RunStatus.Succeeded, RunStatus.Failed, RunStatus.TimedOut, RunStatus.Cancelled];
        var runs = Enumerable.Range(0, random.Next(20)).Select(i => A.Ended(At, ends[random.Next(ends.Length)]) with
        {
            FinishedAt = At.AddMilliseconds(random.Next(100_000)),
            Answer = new AgentAnswer { CostUsd = random.Next(1_000_000) / 1_000_000m, TokensIn = random.Next(10_000), TokensOut = random.Next(10_000) },
        }).ToList();
        var cut = random.Next(runs.Count + 1);
        var (all, first, second) = (Of(runs), Of(runs.Take(cut)), Of(runs.Skip(cut)));
        Assert.Equal(all, first.Plus(second));
        Assert.Equal(all, Tally.Parse(all.ToString()));
        Assert.Equal(runs.Count, all.Succeeded + all.Failed + all.Cancelled);
        Assert.InRange(all.TimedOut, 0, all.Failed);
        Assert.Equal(runs.Sum(run => run.Answer!.CostUsd), all.CostUsd);
    });

    private static Tally Of(IEnumerable<Run> runs) => runs.Aggregate(Tally.None, (sum, run) => sum.Add(run));
}
