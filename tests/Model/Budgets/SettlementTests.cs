using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

[Trait("shows", "house")]
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
[Trait("shows", "access-money")]
public sealed class SettlementTests
{
    private static readonly Agent Anns = A.Agent(A.At("09:00"));

    [Theory] // known cost (unknown: !), what was reserved (? all that was left); spent/limit in USD of agent and owner (- has none); what it settles at
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
        var run = A.Ended(A.At("09:00")) with { MaxCostUsd = 0.01m, Answer = new AgentAnswer { CostUsd = known, CostUnknown = isUnknown } };
        var settled = Settlement.Of(run, Anns, new RunTerms(A.Usd(most)), Usd(agent), Usd(owner));
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
        var settled = Settlement.Of(run, Anns, RunTerms.Default, new Budget(SpendingLimits.None with { DayTokens = limit }, 0, 0, used, 0), ownerBudget: null);
        Assert.Equal((expected, countedIn, known[1]), (settled.SettledTokens, settled.CountedTokensIn, settled.CountedTokensOut));
        Assert.Null(settled.SettledUsd);
    }

    [Theory] // what the agent answers (unknown: !), the run's maximum (? none) / all that was left when its owner's ledger reserved that, who owns it (- nobody); the agent's owner is ann, - has been deleted; what is the agent's own, what counts for the owner
    [InlineData("99999999", "0.01", "ben", "ann", "99999998.99", "0.01")]
    [InlineData("0.02",     "0.01", "ben", "ann", "0.01",        "0.01")]
    [InlineData("0.01",     "0.01", "ben", "ann", null,          "0.01")]
    [InlineData("?",        "0.01", "ben", "ann", null,          "0")]
    [InlineData("5",        "?",    "ben", "ann", null,          "5")] // neither the run nor the deployment has a maximum, and nothing was reserved
    [InlineData("99999999", "?/2",  "ben", "ann", "99999997",    "2")] // what its owner's ledger had reserved
    [InlineData("1.5",      "?/2",  "ben", "ann", null,          "1.5")]
    [InlineData("99999999", "?/2",  "ben", "-",   "99999997",    "2")]
    [InlineData("99999999", "?/2",  "ann", "ann", null,          "99999999")] // one's own agent
    [InlineData("5",        "0.01/2", "ben", "ann", "4.99",      "0.01")] // a maximum counts, although more was reserved
    [InlineData("!",        "?/2",  "ben", "ann", null,          "1")] // what is left now
    [InlineData("!",        "?/0.5", "ben", "ann", null,         "0.5")]
    [InlineData("99999999", "0.01", "ann", "ann", null,          "99999999")] // one's own agent
    [InlineData("99999999", "0.01", "ben", "-",   "99999998.99", "0.01")]
    [InlineData("99999999", "0.01", "-",   "ann", null,          "99999999")]
    [InlineData("!",        "0.01", "ben", "ann", null,          "0.01")] // had reserved all that is left; another's agent takes no more than the maximum
    [InlineData("!",        "0.01", "ann", "ann", null,          "1")]
    public void Another_s_agent_takes_no_more_than_a_run_s_maximum_from_its_owner(string answers, string mostAndReserved, string owner, string agentOwner, string? excess, string counts)
    {
        var (most, reserved) = (mostAndReserved.Split('/')[0], mostAndReserved.Contains('/') ? A.Usd(mostAndReserved.Split('/')[1]) : null);
        var run = A.Ended(A.At("09:00")) with
        {
            Owner = owner == "-" ? null : owner,
            MaxCostUsd = A.Usd(most),
            Answer = new AgentAnswer { CostUsd = answers == "!" ? null : A.Usd(answers), CostUnknown = answers == "!" },
        };
        var settled = Settlement.Of(run, agentOwner == "-" ? null : Anns, RunTerms.Default with { OwnerLeftUsd = reserved }, agentBudget: null, owner == "-" ? null : Usd("0/1"));
        Assert.Equal(settled.Answer!.CostUsd > (settled.MaxCostUsd ?? (excess is null ? null : A.Usd(counts))), settled.OverBudget);
        Assert.Equal((A.Usd(excess), A.Usd(counts)), (settled.ExcessUsd, settled.ForOwner().CountedUsd));
        Assert.Equal(settled.CountedUsd, settled.ForOwner().CountedUsd + (settled.ExcessUsd ?? 0)); // nothing is lost

        var day = DayUsage.On(new DateOnly(2026, 1, 5)).Add(settled, "x");
        Assert.Equal((settled.CountedUsd, settled.ForOwner().CountedUsd), (day.Tally.CostUsd, day.Owners["x"].CostUsd));
        Assert.Equal(A.Usd(excess), day.Owners.GetValueOrDefault(DayUsage.Excess)?.CostUsd);
        Assert.Equal(settled.ForOwner().CountedUsd, OwnerAccount.Empty.Settle(settled).Spending.Today.Tally.CostUsd);
    }

    [Fact]
    public void Where_both_budgets_are_settled_at_all_that_is_left_the_owner_s_takes_the_maximum()
    {
        var run = A.Ended(A.At("09:00")) with { Owner = "ben", MaxCostUsd = 0.01m, Answer = new AgentAnswer { CostUnknown = true } };
        var settled = Settlement.Of(run, Anns, RunTerms.Default, Usd("0/3"), Usd("0/5"));
        Assert.Equal((3m, 2.99m, 0.01m), (settled.CountedUsd, settled.ExcessUsd, settled.ForOwner().CountedUsd));
    }

    [Fact]
    public void What_is_declared_is_no_settlement_where_the_owner_s_ledger_had_reserved_all_that_was_left() => Assert.Equal(2m, Settlement.Of(
        A.Ended(A.At("09:00")) with { MaxCostUsd = 0.000001m, Answer = new AgentAnswer { CostUnknown = true } }, Anns, new RunTerms(0.0000011m) { OwnerLeftUsd = 2 }, agentBudget: null, Usd("0/2")).SettledUsd);

    [Fact]
    public void A_run_that_started_before_there_were_limits_settles_at_its_maximum() => Assert.Equal(
        0.5m, Settlement.Of(A.Ended(A.At("09:00")) with { MaxCostUsd = 0.5m, Answer = new AgentAnswer { CostUnknown = true } }, Anns, terms: null, Usd("0/1"), ownerBudget: null).SettledUsd);

    private static Budget? Usd(string text) => text.Split('/') is [var spent, var limit]
        ? new Budget(SpendingLimits.None with { DayUsd = A.Usd(limit) }, A.Usd(spent)!.Value, 0, 0, 0)
        : null;
}
