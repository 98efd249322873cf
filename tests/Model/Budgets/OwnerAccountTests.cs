using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Storage.Rows;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

/// <summary>An owner's ledger, in memory.</summary>
[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class OwnerAccountTests
{
    private static readonly DateTimeOffset Morning = A.At("09:00");
    private static readonly OwnerAccount Shown = OwnerAccount.Empty with { Adherence = new Adherence(string.Join(' ', Enumerable.Repeat("0", Adherence.Needed))) };
    private static readonly SpendingLimits OneDollar = SpendingLimits.None with { DayUsd = 1 };

    [Theory] // spent before; maxima of runs under way (? has none); the maximum of the one that asks; approved, delayed before; verdict, seconds later, reserved
    [InlineData("0",   "",        "?",    false, false, "Starts", 0,   true)]
    [InlineData("0",   "",        "5",    false, false, "Starts", 0,   true)] // alone it may: limit plus one run
    [InlineData("0",   "?",       "0.1",  false, false, "Waits",  0,   false)]
    [InlineData("0",   "0.1",     "?",    false, false, "Waits",  0,   false)]
    [InlineData("0",   "0.4 0.4", "0.2",  false, false, "Starts", 0,   true)]
    [InlineData("0",   "0.4 0.4", "0.21", false, false, "Waits",  0,   false)]
    [InlineData("0.9", "",        "0.1",  false, false, "Starts", 150, false)] // later; nothing is reserved until it asks again
    [InlineData("0.9", "",        "0.1",  false, true,  "Starts", 0,   true)]  // it asks again
    [InlineData("0.9", "",        "0.1",  true,  false, "Starts", 0,   true)]
    [InlineData("1",   "",        "0.1",  false, false, "Spent",  0,   false)]
    [InlineData("1",   "?",       "?",    true,  false, "Starts", 0,   true)]  // somebody approved it
    public void A_run_starts_where_its_owner_s_dollar_a_day_leaves_room(
        string spent, string underWay, string asks, bool approved, bool delayed, string verdict, int seconds, bool reserved)
    {
        var account = Shown.Settle(A.Ended(Morning, costUsd: A.Usd(spent)));
        foreach (var maximum in underWay.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            account = account.Ask(Of("bob", A.Usd(maximum)), A.Usd(maximum), SpendingLimits.None with { DayUsd = 1_000 }, Morning, isApproved: true, isDelayed: false).Account;
        }

        var run = Of("alice", A.Usd(asks));
        var (after, answer) = account.Ask(run, run.MaxCostUsd, OneDollar, Morning, approved, delayed);
        Assert.Equal((verdict, seconds), (answer.Verdict.ToString(), Math.Round(answer.Delay.TotalSeconds)));
        Assert.Equal(reserved, after.UnderWay.Any(one => one.Run == run.Id));
        Assert.Equal(verdict == "Waits", after.Waiting.ContainsKey("alice"));
    }

    [Fact]
    public void At_most_8_runs_are_under_way_over_all_agents_and_the_last_500_that_settled_are_known()
    {
        var account = Enumerable.Range(0, 8).Aggregate(Shown, (all, i) => Ask(all, Of($"agent{i % 3}", 0)).Account);
        Assert.Equal((BudgetVerdict.Waits, 8), (Ask(account, Of("alice", 0)).Answer.Verdict, account.UnderWay.Length));
        Assert.Equal(BudgetVerdict.Starts, Ask(account with { UnderWay = account.UnderWay[1..] }, Of("alice", 0)).Answer.Verdict);
        Assert.Equal(9, account.Ask(Of("alice", 0), 0, OneDollar, Morning, isApproved: true, isDelayed: false).Account.UnderWay.Length);

        var ended = Enumerable.Range(0, 501).Select(_ => Of("alice", 0)).ToList();
        Assert.Equal(ended.Skip(1).Reverse().Select(run => run.Id), ended.Aggregate(account, (all, run) => all.Settle(Ended(run, 0))).Settled);
    }

    [Fact]
    public void Whatever_runs_ask_and_settle_a_day_settles_at_most_its_limit_and_one_run() => Assert.All(Enumerable.Range(0, 100), seed =>
    {
        var random = new Random(seed);
        var (account, underWay, spent, dearest) = (Shown, new List<Run>(), 0m, 0m);
        for (var step = 0; step < 100; step++)
        {
            if (underWay.Count == 0 || random.Next(3) > 0)
            {
                var run = Of(random.Next(2) == 0 ? "alice" : "bob", random.Next(3) == 0 ? null : random.Next(1, 50) / 100m);
                (account, var answer) = account.Ask(run, run.MaxCostUsd, OneDollar, Morning, isApproved: false, isDelayed: true);
                if (answer.Verdict == BudgetVerdict.Starts)
                {
                    underWay.Add(run);
                }
            }
            else
            {
                var run = underWay[random.Next(underWay.Count)];
                var cost = (run.MaxCostUsd ?? 0.6m) * random.Next(50, 101) / 100;
                (spent, dearest) = (spent + cost, Math.Max(dearest, cost));
                account = account.Settle(Ended(run, cost));
                underWay.Remove(run);
            }

            Assert.Equal(underWay.Select(run => run.Id), account.UnderWay.Select(one => one.Run));
            Assert.Equal(spent, account.Spending.Today.Tally.CostUsd);
            Assert.True(spent < 1 + dearest);
        }

        Assert.InRange(spent, 0.9m, 2m); // it was not easy
    });

    [Fact]
    public void A_run_is_counted_once_however_late_somebody_asks_for_it_again()
    {
        var run = Of("alice", 0.25m);
        var (asked, answer) = Ask(Shown, run);
        Assert.Equal((BudgetVerdict.Starts, 1), (answer.Verdict, asked.UnderWay.Length));
        Assert.Same(asked, Ask(asked, run).Account); // a repeat changes nothing

        var settled = asked.Settle(Ended(run, 0.2m));
        Assert.Equal((0.2m, 0), (settled.Spending.Today.Tally.CostUsd, settled.UnderWay.Length));
        var (late, again) = Ask(settled, run); // by a process that was held up since the run waited
        Assert.Equal((BudgetVerdict.Starts, settled), (again.Verdict, late));
    }

    [Fact]
    public void Runs_of_all_agents_share_what_is_left()
    {
        var account = Shown;
        foreach (var agent in (string[])["alice", "bob"])
        {
            (account, var answer) = Ask(account, Of(agent, 0.4m));
            Assert.Equal(BudgetVerdict.Starts, answer.Verdict);
        }

        var third = Of("carol", 0.3m);
        (account, var waits) = Ask(account, third);
        Assert.Equal((BudgetVerdict.Waits, third.Id), (waits.Verdict, account.Waiting["carol"]));
        Assert.Empty(account.Settle(Ended(Of("alice", 0.4m), 0.4m)).Waiting); // whoever settles has them looked at again
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var run = Of("alice", maxCostUsd: null);
        var account = Ask(Ask(Shown, Of("bob", 0.5m)).Account, Of("dave", 0.25m)).Account.Ask(run, null, OneDollar, Morning, isApproved: true, isDelayed: true).Account.Settle(Ended(Of("carol", 1), 0.125m));
        var read = OwnerAccount.Read(account.Write("main", "ann"));
        Assert.Equal(account.UnderWay, read.UnderWay);
        Assert.Equal(account.Settled, read.Settled);
        Assert.Equal(account.Waiting, read.Waiting);
        Assert.Equal(account.Spending.Month, read.Spending.Month);
        Assert.Equal(Shown.Adherence, OwnerAccount.Read(Shown.Write("main", "ann")).Adherence);
    }

    [Fact]
    [Trait("shows", "access-money")]
    public void A_ledger_of_an_earlier_version_has_shown_nothing_and_its_runs_go_one_by_one()
    {
        var row = Shown.Write("main", "ann");
        row.Remove("Adherence");
        var read = OwnerAccount.Read(row);
        Assert.Equal(Adherence.None, read.Adherence);
        var (account, first) = Ask(read, Of("alice", 0.1m));
        Assert.Equal((BudgetVerdict.Starts, null, 1m), (first.Verdict, first.ReservesUsd, first.LeftUsd));
        Assert.Equal(BudgetVerdict.Waits, Ask(account, Of("bob", 0.1m)).Answer.Verdict);
    }

    [Theory] // what becomes of one of the owner's runs: its cost (! unknown) of a maximum of 0.01; whether the others still run side by side
    [InlineData("0.01",  true)]
    [InlineData("0.011", true)]
    [InlineData("0.02",  false)]
    [InlineData("!",     false)]
    [Trait("shows", "access-money")]
    public void A_breach_on_one_agent_makes_all_of_the_owner_s_runs_go_one_by_one_until_twenty_kept_to_theirs(string cost, bool sideBySide)
    {
        var breach = Of("turncoat", 0.01m);
        var account = Ask(Shown, breach).Account;
        var ended = Ended(breach, 0) with { MaxCostUsd = 0.01m, Answer = new AgentAnswer { CostUsd = cost == "!" ? null : A.Usd(cost), CostUnknown = cost == "!" } };
        account = account.Settle(ended);
        for (var kept = 0; kept < 20; kept++)
        {
            var run = Of(kept % 2 == 0 ? "alice" : "bob", 0.01m);
            (account, var answer) = Ask(account, run);
            Assert.Equal((BudgetVerdict.Starts, sideBySide), (answer.Verdict, answer.ReservesUsd is not null));
            Assert.Equal(sideBySide ? BudgetVerdict.Starts : BudgetVerdict.Waits, Ask(account, Of("carol", 0.01m)).Answer.Verdict);
            account = account.Settle(Ended(run, 0.01m) with { MaxCostUsd = 0.01m });
        }

        var (again, _) = Ask(account, Of("alice", 0.01m));
        Assert.Equal(BudgetVerdict.Starts, Ask(again, Of("bob", 0.01m)).Answer.Verdict);
    }

    [Theory] // spent of a dollar a day and five a month; the run's maximum; approved; what was left where all of it is reserved
    [InlineData("0.25", "?",   false, "0.75")]
    [InlineData("0.25", "0.1", false, null)]
    [InlineData("1",    "?",   true,  "1")] // nothing is left: the lowest limit once more
    [Trait("shows", "access-money")]
    public void An_answer_says_what_was_left(string spent, string most, bool approved, string? left)
    {
        var account = Shown.Settle(A.Ended(Morning, costUsd: A.Usd(spent)));
        var run = Of("alice", A.Usd(most));
        var limits = OneDollar with { MonthUsd = 5 };
        var (asked, answer) = account.Ask(run, run.MaxCostUsd, limits, Morning, approved, isDelayed: true);
        Assert.Equal((BudgetVerdict.Starts, A.Usd(left)), (answer.Verdict, answer.LeftUsd));
        Assert.Equal(answer.LeftUsd, asked.Ask(run, 0.5m, limits, Morning, approved, isDelayed: true).Answer.LeftUsd); // as reserved, however often it asks
    }

    private static (OwnerAccount Account, OwnerAnswer Answer) Ask(OwnerAccount account, Run run) => account.Ask(run, run.MaxCostUsd, OneDollar, Morning, isApproved: false, isDelayed: false);

    private static Run Of(string agent, decimal? maxCostUsd) => A.Run(Morning) with { Id = RunId.New(Morning), Agent = agent, MaxCostUsd = maxCostUsd };

    private static Run Ended(Run run, decimal costUsd) => A.Ended(Morning, costUsd: costUsd) with { Id = run.Id, Agent = run.Agent };
}
