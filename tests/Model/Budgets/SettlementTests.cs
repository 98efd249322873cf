using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

[Trait("shows", "house")]
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed class SettlementTests
{
    [Theory] // known cost (unknown: !), maximum; spent/limit in USD of agent and owner (- has none); what it settles at
    [InlineData("0.1",  "0.5", "0/1",   "-",     null)] // it is known
    [InlineData("!",    "0.5", "-",     "-",     null)] // nothing was reserved
    [InlineData("!",    "0.5", "0/1",   "-",     "0.5")]
    [InlineData("!",    "0.5", "-",     "0/1",   "0.5")]
    [InlineData("!",    "0.5", "0.9/1", "-",     "0.5")] // alone, it may go beyond the limit
    [InlineData("!",    "?",   "0.3/1", "-",     "0.7")] // all that is left
    [InlineData("!",    "?",   "0.3/1", "0/0.4", "0.4")] // of the tightest
    [InlineData("!",    "?",   "2/1",   "-",     null)] // nothing is left: it was approved
    [InlineData("!0.2", "0.5", "0/1",   "-",     "0.5")] // earlier attempts are part of it
    [InlineData("!0.7", "0.5", "0/1",   "-",     null)] // never less than is known
    public void A_run_of_unknown_cost_settles_at_what_it_had_reserved(string cost, string most, string agent, string owner, string? expected)
    {
        var isUnknown = cost.StartsWith('!');
        var known = cost.TrimStart('!') is { Length: > 0 } amount ? A.Usd(amount) : null;
        var run = A.Ended(A.At("09:00")) with { MaxCostUsd = A.Usd(most), Answer = new AgentAnswer { CostUsd = known, CostUnknown = isUnknown } };
        var settled = Settlement.Of(run, Usd(agent), Usd(owner));
        Assert.Equal((A.Usd(expected), A.Usd(expected) ?? known ?? 0), (settled.SettledUsd, settled.CountedUsd));
        Assert.Equal(settled.CountedUsd, Tally.None.Add(settled).CostUsd);
    }

    [Theory] // known tokens in, out (unknown: !); used/limit of the agent; what it settles at; tokens in that count
    [InlineData("10 5",  "0/100",  null, 10)]
    [InlineData("!0 0",  "0/100",  100L, 100)]
    [InlineData("!0 0",  "40/100", 60L,  60)]
    [InlineData("!10 5", "40/100", 60L,  55)]
    [InlineData("!10 5", "90/100", null, 10)]
    public void So_do_its_tokens(string tokens, string agent, long? expected, long countedIn)
    {
        var isUnknown = tokens.StartsWith('!');
        var known = tokens.TrimStart('!').Split(' ').Select(long.Parse).ToList();
        var run = A.Ended(A.At("09:00")) with { Answer = new AgentAnswer { TokensIn = known[0], TokensOut = known[1], TokensUnknown = isUnknown } };
        var (used, limit) = (long.Parse(agent.Split('/')[0]), int.Parse(agent.Split('/')[1]));
        var settled = Settlement.Of(run, new Budget(SpendingLimits.None with { DayTokens = limit }, 0, 0, used, 0), owner: null);
        Assert.Equal((expected, countedIn, known[1]), (settled.SettledTokens, settled.CountedTokensIn, settled.CountedTokensOut));
        Assert.Null(settled.SettledUsd);
    }

    private static Budget? Usd(string text) => text.Split('/') is [var spent, var limit]
        ? new Budget(SpendingLimits.None with { DayUsd = A.Usd(limit) }, A.Usd(spent)!.Value, 0, 0, 0)
        : null;
}
