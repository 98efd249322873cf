using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Usage;

[Trait("shows", "access-money")]
public sealed class AdherenceTests
{
    [Theory] // ended runs, in order, as "count × cost/maximum" (? has none, ! after the cost: unknown); maximum of the next run; what it reserves (? all that is left)
    [InlineData("",                                  "0.5",      "?")] // at first
    [InlineData("19×0.1/0.5",                        "0.5",      "?")]
    [InlineData("20×0.1/0.5",                        "0.5",      "0.55")] // with the tolerance
    [InlineData("20×0.1/0.5",                        "?",        "?")] // without a maximum
    [InlineData("20×0.5/0.5",                        "0.000001", "0.5")] // declares less than the agent costs
    [InlineData("20×0.55/0.5",                       "0.5",      "0.55")] // 10 % over is kept
    [InlineData("20×0.1/0.5 1×0.551/0.5",            "0.5",      "?")] // more is not, and discards the rest
    [InlineData("20×0.1/0.5 1×0.6/0.5 19×0.1/0.5",   "0.5",      "?")]
    [InlineData("20×0.1/0.5 1×0.6/0.5 20×0.1/0.5",   "0.5",      "0.55")]
    [InlineData("19×0.1/0.5 5×9/? 1×0.1/0.5",        "0.5",      "0.55")] // runs without a maximum say nothing
    [InlineData("40×?/0.5",                          "0.5",      "?")] // nor does silence
    [InlineData("20×0.1/0.5 9×?/0.5",                "0.5",      "0.55")] // which takes nothing away either
    [InlineData("20×0.1/0.5 1×?!/0.5",               "0.5",      "?")] // a cost that is not known does: the call may have cost anything
    [InlineData("20×0.1/0.5 1×0.2!/0.5",             "0.5",      "?")] // as does one that is only partly known
    [InlineData("20×0.1/0.5 1×?!/0.5 19×0.1/0.5",    "0.5",      "?")]
    [InlineData("20×0.1/0.5 1×?!/0.5 20×0.1/0.5",    "0.5",      "0.55")]
    [InlineData("20×0.1/0.5 3×?!/?",                 "0.5",      "0.55")] // it had reserved all that was left
    [InlineData("1×0.9/1 20×0.1/0.5",                "0.1",      "0.11")] // the 21st is forgotten
    [InlineData("19×0/0.5 1×0.9/1",                  "0.1",      "0.9")]
    [InlineData("20×0/0",                            "0",        "0")]
    [InlineData("20×0.1/0.5 1×0.1/0",                "0.5",      "?")]
    public void A_maximum_is_a_reservation_once_twenty_runs_have_kept_to_theirs(string ended, string next, string expected)
    {
        var adherence = Adherence.None;
        foreach (var group in ended.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (count, cost, most) = (int.Parse(group.Split('×')[0]), group.Split('×', '/')[1], group.Split('/')[1]);
            var run = A.Ended(A.At("09:00")) with { MaxCostUsd = A.Usd(most), Answer = new AgentAnswer { CostUsd = A.Usd(cost.TrimEnd('!')), CostUnknown = cost.EndsWith('!') } };
            adherence = Enumerable.Range(0, count).Aggregate(adherence, (all, _) => all.Add(run));
        }

        Assert.Equal(A.Usd(expected), adherence.ReservationOf(A.Usd(next)));
        Assert.Equal(adherence, new Adherence(adherence.Costs)); // as the column brings it back
        Assert.InRange(adherence.Costs.Split(' ').Length, 0, Adherence.Needed);
    }

    [Theory] // how a run ended whose agent may have been at work; how one ended whose agent was not called
    [InlineData(RunStatus.Cancelled, true)]
    [InlineData(RunStatus.TimedOut,  true)]
    [InlineData(RunStatus.Failed,    true)]
    [InlineData(RunStatus.Cancelled, false)]
    public void A_run_that_is_cut_off_discards_what_was_shown(RunStatus status, bool wasCalled)
    {
        var now = A.At("09:00");
        var shown = new Adherence(string.Join(' ', Enumerable.Repeat("0.1", Adherence.Needed)));
        var run = A.Run(now) with { Status = wasCalled ? RunStatus.Running : RunStatus.Waiting, StartedAt = wasCalled ? now : null, MaxCostUsd = 0.000001m };
        Assert.Equal(wasCalled ? Adherence.None : shown, shown.Add(run.End(status, RunReason.CancelledByCaller, "x", now.AddSeconds(1))));
    }

    [Fact]
    public void A_run_that_never_started_shows_nothing() =>
        Assert.Equal(Adherence.None, Adherence.None.Add(A.Ended(A.At("09:00"), costUsd: 0.1m) with { MaxCostUsd = 1, StartedAt = null }));

    [Theory] // column of another version, or damaged
    [InlineData("")]
    [InlineData("x x x x x x x x x x x x x x x x x x x x")]
    [InlineData("0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 -5")]
    public void What_cannot_be_read_is_no_evidence(string column) => Assert.Null(new Adherence(column).ReservationOf(0.5m));
}
