using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;

namespace AgentSched.Tests.Budgets;

/// <summary>An owner's ledger, in memory.</summary>
[Trait("shows", "runs")]
public sealed class OwnerBooksTests
{
    private static readonly DateTimeOffset Morning = DateTimeOffset.Parse("2026-01-05T09:00:00Z");
    private static readonly Limits OneDollar = Limits.None with { DayUsd = 1 };

    [Fact]
    public void A_run_is_counted_once_however_late_somebody_asks_for_it_again()
    {
        var run = Of("alice", 0.25m);
        var (asked, answer) = Ask(OwnerAccount.Empty, run);
        Assert.Equal((BudgetVerdict.Starts, 1), (answer.Verdict, asked.UnderWay.Length));
        Assert.Same(asked, Ask(asked, run).Books); // a repeat changes nothing

        var settled = asked.Settle(Ended(run, 0.2m));
        Assert.Equal((0.2m, 0), (settled.Books.Today.Tally.CostUsd, settled.UnderWay.Length));
        var (late, again) = Ask(settled, run); // by a process that was held up since the run waited
        Assert.Equal((BudgetVerdict.Starts, settled), (again.Verdict, late));
    }

    [Fact]
    public void Runs_of_all_agents_share_what_is_left()
    {
        var books = OwnerAccount.Empty;
        foreach (var agent in (string[])["alice", "bob"])
        {
            (books, var answer) = Ask(books, Of(agent, 0.4m));
            Assert.Equal(BudgetVerdict.Starts, answer.Verdict);
        }

        var third = Of("carol", 0.3m);
        (books, var waits) = Ask(books, third);
        Assert.Equal((BudgetVerdict.Waits, third.Id), (waits.Verdict, books.Waiting["carol"]));
        Assert.Empty(books.Settle(Ended(Of("alice", 0.4m), 0.4m)).Waiting); // whoever settles has them looked at again
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var run = Of("alice", maxCostUsd: null);
        var books = Ask(Ask(OwnerAccount.Empty, run).Books, Of("bob", 0.5m)).Books.Settle(Ended(Of("carol", 1), 0.125m));
        var read = OwnerAccount.Read(books.Write("main", "ann"));
        Assert.Equal(books.UnderWay, read.UnderWay);
        Assert.Equal(books.Settled, read.Settled);
        Assert.Equal(books.Waiting, read.Waiting);
        Assert.Equal(books.Books.Month, read.Books.Month);
    }

    private static (OwnerAccount Books, OwnerAnswer Answer) Ask(OwnerAccount books, Run run) => books.Ask(run, OneDollar, Morning, isApproved: false, isDelayed: false);

    private static Run Of(string agent, decimal? maxCostUsd) =>
        Run.Queued(RunId.New(Morning), "main", agent, RunTrigger.Api, "ann", Morning, Morning) with { MaxCostUsd = maxCostUsd };

    private static Run Ended(Run run, decimal costUsd) =>
        run.Start(Morning).End(RunStatus.Succeeded, RunReason.Completed, "done", Morning.AddMinutes(1)) with { Answer = new AgentAnswer { CostUsd = costUsd } };
}
