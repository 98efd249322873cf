using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Budgets;

/// <summary>Who may start under limits, in memory: the proof of <see cref="Budget"/>, tried out.</summary>
[Trait("shows", "runs")]
public sealed class BudgetGateTests
{
    private static readonly DateTimeOffset Morning = DateTimeOffset.Parse("2026-01-05T09:00:00Z");

    private static readonly Agent Alice =
        A.Agent(Morning) with { MaxConcurrent = 32, QueueDepth = 100, Limits = new Limits(DayUsd: 1, MonthUsd: null, DayTokens: null, MonthTokens: null) };

    [Theory] // spent before; maxima of those that run (? has none); the maximum of the one that comes; what becomes of it
    [InlineData("0", "", "?", "Runs")]
    [InlineData("0", "?", "?", "Waits")]
    [InlineData("0", "?", "0.1", "Waits")]
    [InlineData("0", "0.1", "?", "Waits")]
    [InlineData("0", "0.4 0.4", "0.2", "Runs")]
    [InlineData("0", "0.4 0.4", "0.21", "Waits")]
    [InlineData("0", "", "5", "Runs")] // alone it may: limit plus one run
    [InlineData("0", "5", "0.01", "Waits")]
    [InlineData("0.7", "", "0.3", "Runs")]
    [InlineData("0.7", "0.2", "0.11", "Waits")]
    [InlineData("0.81", "", "0.1", "Waits")] // later
    [InlineData("1", "", "0.1", "Rejected")]
    [InlineData("1.5", "", "?", "Rejected")]
    public void Who_may_start_under_a_limit_of_one_dollar_a_day(string spent, string running, string comes, string expected)
    {
        var queue = BudgetGate.Leave(AgentQueue.Empty, Ended(Of(null), Usd(spent)!.Value, Morning), Alice, Morning).Queue;
        foreach (var maximum in running.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var run = Of(Usd(maximum));
            queue = (queue with { Running = queue.Running.Add(run.Id) }).With(run.Id, new RunTerms(run.MaxCostUsd));
        }

        Assert.Equal(expected, BudgetGate.Enter(queue, Of(Usd(comes)), Alice, Morning).Admission.ToString());
    }

    [Theory]
    [InlineData("0.80", 0)]
    [InlineData("0.85", 75)]
    [InlineData("0.90", 150)]
    [InlineData("0.99", 285)]
    public void Above_four_fifths_runs_start_later_and_later(string spent, int seconds)
    {
        var queue = BudgetGate.Leave(AgentQueue.Empty, Ended(Of(null), Usd(spent)!.Value, Morning), Alice, Morning).Queue;
        var arrival = BudgetGate.Enter(queue, Of(null), Alice, Morning);
        Assert.Equal(seconds, Math.Round((arrival.NotBefore - Morning)?.TotalSeconds ?? 0));
        Assert.Empty(BudgetGate.Promote(arrival.Queue, Alice, Morning.AddSeconds(seconds - 1)).Promoted);
        Assert.Equal(seconds > 0, BudgetGate.Promote(arrival.Queue, Alice, Morning.AddSeconds(seconds)).Promoted.Length == 1);
        Assert.NotNull(Budget.Of(Alice.Limits!, queue.Books, Morning).Warning);
    }

    [Fact]
    public void Tokens_have_no_maximum_so_that_runs_go_one_by_one_where_they_are_limited()
    {
        var agent = Alice with { Limits = Limits.None with { MonthTokens = 100 } };
        var first = BudgetGate.Enter(AgentQueue.Empty, Of(0.1m), agent, Morning);
        Assert.Equal((Admission.Runs, Admission.Waits), (first.Admission, BudgetGate.Enter(first.Queue, Of(0.1m), agent, Morning).Admission));
    }

    [Fact]
    public void A_new_day_has_money_again_and_an_approved_run_goes_past_those_that_wait()
    {
        var agent = Alice with { OnLimit = OnLimit.Approve };
        var spent = BudgetGate.Leave(AgentQueue.Empty, Ended(Of(null), 1, Morning), agent, Morning).Queue;
        var (one, two) = (Of(null), Of(null));
        var held = BudgetGate.Enter(BudgetGate.Enter(spent, one, agent, Morning).Queue, two, agent, Morning);
        Assert.Equal("waits for approval; the agent's budget is spent: 1 of 1 USD spent today", held.Sentence);
        Assert.Empty(BudgetGate.Promote(held.Queue, agent, Morning).Promoted);
        Assert.Equal([two.Id], BudgetGate.Promote(held.Queue.With(two.Id, new RunTerms(null, IsApproved: true)), agent, Morning).Promoted);
        Assert.Equal([one.Id], BudgetGate.Promote(held.Queue, agent, Morning.AddDays(1)).Promoted); // without a maximum: one by one
    }

    [Theory] // whatever comes when, and however long it takes, over midnight, too
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void No_day_settles_above_its_limit_plus_one_run(double shareWithMaximum)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (queue, now) = (AgentQueue.Empty, Morning);
            var (running, known, days) = (new List<Run>(), new Dictionary<RunId, Run>(), new Dictionary<DateOnly, decimal>());
            var dearest = 0m;
            for (var step = 0; step < 400; step++)
            {
                now += TimeSpan.FromMinutes(random.Next(0, 12));
                if (step < 150)
                {
                    var comes = Of(random.NextDouble() < shareWithMaximum ? random.Next(1, 60) / 100m : null);
                    known[comes.Id] = comes;
                    var arrival = BudgetGate.Enter(queue, comes, Alice, now);
                    queue = arrival.Queue;
                    if (arrival.Admission == Admission.Runs)
                    {
                        running.Add(comes);
                    }
                }

                var turn = running.Count > 0 && random.Next(2) == 0 ? Leave(random.Next(running.Count)) : BudgetGate.Promote(queue, Alice, now);
                queue = turn.Queue;
                running.AddRange(turn.Promoted.Select(id => known[id]));
                Assert.Equal(running.Select(run => run.Id.ToString()).Order(), queue.Running.Select(id => id.ToString()).Order());
            }

            Assert.All(days.Values, spent => Assert.True(spent < 1 + dearest, $"seed {seed}: a day settled {spent}, and the dearest run cost {dearest}"));
            Assert.Contains(days.Values, spent => spent >= 0.9m); // it was not easy

            Turn Leave(int index)
            {
                var run = running[index];
                running.RemoveAt(index);
                var cost = (run.MaxCostUsd ?? 0.6m) * random.Next(50, 101) / 100;
                dearest = Math.Max(dearest, cost);
                var day = DateOnly.FromDateTime(now.UtcDateTime);
                days[day] = days.GetValueOrDefault(day) + cost;
                return BudgetGate.Leave(queue, Ended(run, cost, now), Alice, now);
            }
        }
    }

    [Fact]
    public void Terms_and_limits_are_read_as_they_were_written()
    {
        var terms = RunTerms.None.Add(Of(null).Id, new RunTerms(0.25m, Morning, IsApproved: true)).Add(Of(null).Id, RunTerms.Default);
        Assert.Equal(terms.OrderBy(t => t.Key.ToString()), RunTerms.FromColumn(RunTerms.ToColumn(terms)).OrderBy(t => t.Key.ToString()));
        Assert.Empty(RunTerms.FromColumn(RunTerms.ToColumn(RunTerms.None)));
        Assert.Equal(Alice.Limits, Limits.FromColumn(Limits.ToColumn(Alice.Limits)));
        Assert.Null(Limits.FromColumn(Limits.ToColumn(null)));
    }

    private static decimal? Usd(string text) => text == "?" ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Run Of(decimal? maxCostUsd) => new()
    {
        Id = RunId.New(Morning),
        Tenant = "main",
        Agent = "alice",
        Owner = "ann",
        Trigger = RunTrigger.Api,
        Status = RunStatus.Queued,
        NominalTime = Morning,
        DueTime = Morning,
        MaxCostUsd = maxCostUsd,
    };

    private static Run Ended(Run run, decimal cost, DateTimeOffset at) => run with
    {
        Status = RunStatus.Succeeded,
        StartedAt = at,
        FinishedAt = at,
        Answer = new AgentAnswer { CostUsd = cost },
    };
}
