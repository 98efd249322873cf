using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class BudgetEffectTests
{
    private static readonly DateTimeOffset Now = A.At("09:00");
    private static readonly Agent OneDollar = A.Agent(Now) with { Limits = SpendingLimits.None with { DayUsd = 1 }, OnLimit = OnLimit.Approve };
    private static readonly AgentQueue Running = new([A.RunId('a')], []);

    [Theory] // spent before, cost of the run that ends; share of the limit of 1 USD, the warning
    [InlineData("0",   "0.5", 0.5, null)]
    [InlineData("0",   "0.8", 0.8, "0.8 of 1 USD spent today")]
    [InlineData("0.7", "0.2", 0.9, "0.9 of 1 USD spent today")]
    [InlineData("0.8", "0.1", 0.9, null)] // an earlier run brought the warning
    [InlineData("0",   "2",   2.0, "2 of 1 USD spent today")]
    [InlineData("0",   "?",   0.0, null)]
    public void The_run_that_reaches_four_fifths_of_a_limit_brings_the_warning(string before, string cost, double share, string? warning)
    {
        var queue = Running with { Spending = AgentSpending.Empty.Count(A.Ended(Now, costUsd: A.Usd(before))) };
        var effect = Effect(queue, A.Ended(Now, costUsd: A.Usd(cost)), OneDollar);
        Assert.Equal(("alice", share, warning), (effect.Agent, effect.Share, effect.Warning));
    }

    [Theory] // cost of the run that ends, most at once; runs that wait (* awaits its owner); who is looked at again, after how many seconds
    [InlineData("0.1", 1, "",      "")]
    [InlineData("0.1", 1, "b",     "")] // it has its slot
    [InlineData("0.9", 1, "b c",   "b 150")] // starts later, and those behind wait for it
    [InlineData("1",   1, "b c",   "b 0")] // stands for all that wait
    [InlineData("0.1", 1, "b* c*", "b 0")] // a slot is free
    [InlineData("0.1", 1, "b* c",  "")] // none is
    [InlineData("0.1", 2, "b* c",  "b 0")]
    public void Runs_that_could_start_now_or_later_are_looked_at_again(string cost, int max, string waiting, string expected)
    {
        var queue = waiting.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(Running, (all, run) =>
            (all with { Waiting = all.Waiting.Add(A.RunId(run[0])) }).With(A.RunId(run[0]), RunTerms.Default with { AwaitsOwner = run.EndsWith('*') }));
        var effect = Effect(queue, A.Ended(Now, costUsd: A.Usd(cost)), OneDollar with { MaxConcurrent = max });
        Assert.Equal(expected, string.Join(' ', effect.Wakes.Select(wake => $"{A.Letters([wake.Run])} {Math.Round((wake.At - Now).TotalSeconds)}")));
    }

    [Fact]
    public void A_run_that_never_started_wakes_nobody()
    {
        var queue = new AgentQueue([], [A.RunId('a'), A.RunId('b')]) { Spending = AgentSpending.Empty.Count(A.Ended(Now, costUsd: 1)) };
        Assert.Empty(Effect(queue, A.Ended(Now, RunStatus.Cancelled) with { StartedAt = null }, OneDollar).Wakes);
    }

    [Fact]
    public void An_agent_without_limits_has_no_share_and_no_warning_but_owners_are_asked()
    {
        var queue = (Running with { Waiting = [A.RunId('b')] }).With(A.RunId('b'), RunTerms.Default with { AwaitsOwner = true });
        var effect = Effect(queue, A.Ended(Now, costUsd: 1_000), A.Agent(Now));
        Assert.Equal((0, null, null), (effect.Share, effect.Warning, effect.OverBudget));
        Assert.Equal([(A.RunId('b'), Now)], effect.Wakes);
    }

    [Theory] // the run's maximum, its cost in USD; whether it is marked
    [InlineData("0.5", "0.51", true)]
    [InlineData("0.5", "0.5",  false)]
    [InlineData("0",   "0.01", true)]
    [InlineData("?",   "5",    false)]
    [InlineData("0.5", "?",    false)]
    public void A_run_that_cost_more_than_its_maximum_is_named(string maximum, string cost, bool expected)
    {
        var ended = A.Ended(Now, costUsd: A.Usd(cost)) with { MaxCostUsd = A.Usd(maximum) };
        Assert.Equal(expected, Effect(Running, ended, OneDollar).OverBudget is not null);
        Assert.Equal(expected, Effect(Running, ended, A.Agent(Now)).OverBudget is not null);
    }

    private static BudgetEffect Effect(AgentQueue before, Run ended, Agent agent)
    {
        ended = ended with { Id = A.RunId('a') };
        return BudgetEffect.Of(agent, before, BudgetGate.Leave(before, ended, agent, Now), ended, Now);
    }
}
