using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

/// <summary>Who may start under limits, in memory: the proof of <see cref="Budget"/>, tried out.</summary>
[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class BudgetGateTests
{
    private static readonly DateTimeOffset Morning = A.At("09:00");

    private static readonly Agent Alice =
        A.Agent(Morning) with { MaxConcurrent = 32, QueueDepth = 100, Limits = new SpendingLimits(DayUsd: 1, MonthUsd: null, DayTokens: null, MonthTokens: null) };

    /// <summary>Of an agent that has shown that it keeps to maxima, at no cost.</summary>
    private static readonly AgentQueue Shown = AgentQueue.Empty with { Adherence = new Adherence(string.Join(' ', Enumerable.Repeat("0", Adherence.Needed))) };

    [Theory] // spent before; reservations of those that run (? all that is left); the maximum of the one that comes, which reserves 10 % more; what becomes of it
    [InlineData("0",    "",        "?",    Admission.Runs)]
    [InlineData("0",    "?",       "?",    Admission.Waits)]
    [InlineData("0",    "?",       "0.1",  Admission.Waits)]
    [InlineData("0",    "0.1",     "?",    Admission.Waits)]
    [InlineData("0",    "0.4 0.4", "0.18", Admission.Runs)]
    [InlineData("0",    "0.4 0.4", "0.19", Admission.Waits)]
    [InlineData("0",    "",        "5",    Admission.Runs)] // alone it may: limit plus one run
    [InlineData("0",    "5",       "0.01", Admission.Waits)]
    [InlineData("0.7",  "",        "0.3",  Admission.Runs)]
    [InlineData("0.7",  "0.2",     "0.1",  Admission.Waits)]
    [InlineData("0.81", "",        "0.1",  Admission.Waits)] // later
    [InlineData("1",    "",        "0.1",  Admission.Rejected)]
    [InlineData("1.5",  "",        "?",    Admission.Rejected)]
    public void Who_may_start_under_a_limit_of_one_dollar_a_day(string spent, string running, string comes, Admission expected)
    {
        var queue = BudgetGate.Leave(Shown, Ended(Of(null), A.Usd(spent)!.Value, Morning), Alice, Morning).Queue;
        foreach (var maximum in running.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var run = Of(A.Usd(maximum));
            queue = (queue with { Running = queue.Running.Add(run.Id) }).With(run.Id, new RunTerms(run.MaxCostUsd));
        }

        Assert.Equal(expected, BudgetGate.Enter(queue, Of(A.Usd(comes)), Alice, Morning).Admission);
    }

    [Theory] // spent before; seconds by which a run starts later
    [InlineData("0.80", 0)]
    [InlineData("0.85", 75)]
    [InlineData("0.90", 150)]
    [InlineData("0.99", 285)]
    public void Above_four_fifths_runs_start_later_and_later(string spent, int seconds)
    {
        var queue = BudgetGate.Leave(AgentQueue.Empty, Ended(Of(null), A.Usd(spent)!.Value, Morning), Alice, Morning).Queue;
        var arrival = BudgetGate.Enter(queue, Of(null), Alice, Morning);
        Assert.Equal(seconds, Math.Round((arrival.Hold?.Until - Morning)?.TotalSeconds ?? 0));
        Assert.Empty(BudgetGate.Promote(arrival.Queue, Alice, Morning.AddSeconds(seconds - 1)).Promoted);
        Assert.Equal(seconds > 0, BudgetGate.Promote(arrival.Queue, Alice, Morning.AddSeconds(seconds)).Promoted.Length == 1);
        Assert.NotNull(Budget.Of(Alice.Limits!, queue.Spending, Morning).Warning);
    }

    [Fact]
    public void Tokens_have_no_maximum_so_that_runs_go_one_by_one_where_they_are_limited()
    {
        var agent = Alice with { Limits = SpendingLimits.None with { MonthTokens = 100 } };
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
        Assert.Equal("waits for approval; the agent's budget is spent: 1 of 1 USD spent today", held.Hold!.Sentence);
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
            var (queue, now) = (Shown, Morning);
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

                var promotion = running.Count > 0 && random.Next(2) == 0 ? Leave(random.Next(running.Count)) : BudgetGate.Promote(queue, Alice, now);
                queue = promotion.Queue;
                running.AddRange(promotion.Promoted.Select(id => known[id]));
                Assert.Equal(running.Select(run => run.Id.ToString()).Order(), queue.Running.Select(id => id.ToString()).Order());
            }

            Assert.All(days.Values, spent => Assert.True(spent < 1 + dearest, $"seed {seed}: a day settled {spent}, and the dearest run cost {dearest}"));
            Assert.Contains(days.Values, spent => spent >= 0.9m); // it was not easy

            Promotion Leave(int index)
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
    public void However_runs_come_and_leave_slots_are_never_exceeded_and_nobody_is_passed_over() => Assert.All(Enumerable.Range(0, 100), seed =>
    {
        var random = new Random(seed);
        var ownersAreAsked = seed % 2 == 0;
        var agent = Alice with { MaxConcurrent = random.Next(1, 5), QueueDepth = random.Next(6), OnLimit = (OnLimit)random.Next(2), Limits = seed % 5 == 0 ? null : Alice.Limits };
        var (queue, now) = (AgentQueue.Empty, Morning);
        for (var step = 0; step < 40; step++)
        {
            now += TimeSpan.FromMinutes(random.Next(30));
            var known = queue.Running.AddRange(queue.Waiting);
            if (known.IsEmpty || random.Next(3) == 0)
            {
                var comes = Of(random.Next(2) == 0 ? random.Next(1, 40) / 100m : null) with { AsksOwner = ownersAreAsked && random.Next(2) == 0 };
                var arrival = BudgetGate.Enter(queue, comes, agent, now);
                Assert.True(arrival.Admission != Admission.Runs || queue.Waiting.All(run => queue.TermsOf(run).AwaitsOwner)); // who waits goes first
                Assert.Equal(arrival.Admission is Admission.Runs or Admission.Waits, arrival.Queue.Running.Concat(arrival.Queue.Waiting).Contains(comes.Id));
                queue = arrival.Queue;
            }
            else if (random.Next(2) == 0)
            {
                var leaves = known[random.Next(known.Length)];
                var ended = queue.Running.Contains(leaves) ? A.Ended(now, costUsd: random.Next(40) / 100m) : A.Run(now) with { Status = RunStatus.Cancelled, FinishedAt = now };
                var before = queue with { Waiting = queue.Waiting.Remove(leaves) };
                Go(before, BudgetGate.Leave(queue, ended with { Id = leaves }, agent, now));
                var again = BudgetGate.Leave(queue, ended with { Id = leaves, StartedAt = null }, agent, now);
                Assert.Empty(again.Promoted); // leaving twice moves nobody
                Assert.Equal(queue.Running, again.Queue.Running);
                Assert.Equal(queue.Waiting, again.Queue.Waiting);
            }
            else
            {
                var asked = known[random.Next(known.Length)];
                queue = queue.With(asked, queue.TermsOf(asked) with { AwaitsOwner = false, IsApproved = random.Next(2) == 0 }); // the owner's ledger answered, or somebody approved it
                Go(queue, BudgetGate.Promote(queue, agent, now));
            }

            Assert.Equal(queue.Running.Length + queue.Waiting.Length, queue.Running.Concat(queue.Waiting).Distinct().Count()); // no run twice
            Assert.InRange(queue.Running.Length, 0, agent.MaxConcurrent);
            Assert.True(ownersAreAsked || queue.Waiting.Length <= agent.QueueDepth);
            Assert.Subset(queue.Running.Concat(queue.Waiting).ToHashSet(), queue.Terms.Keys.ToHashSet()); // nothing is kept of runs that are gone
        }

        void Go(AgentQueue before, Promotion after)
        {
            var inOrder = before.Waiting.Where(run => before.TermsOf(run) is { AwaitsOwner: false, IsApproved: false }).ToList();
            var promoted = after.Promoted.Where(inOrder.Contains).ToList();
            Assert.Equal(inOrder.Take(promoted.Count), promoted); // first in, first out, but for who was approved or awaits its owner
            Assert.Equal(before.Waiting.Except(after.Promoted), after.Queue.Waiting);
            queue = after.Queue;
        }
    });

    private static Run Of(decimal? maxCostUsd) => A.Run(Morning) with { Id = RunId.New(Morning), Trigger = RunTrigger.Api, ScheduleId = null, MaxCostUsd = maxCostUsd };

    [Theory] // slots, queue; runs of owners with limits that come at once; how many wait, whether the agent has limits of its own or not
    [InlineData(1, 3, 20, 4)]
    [InlineData(1, 3, 4,  4)]
    [InlineData(2, 0, 5,  2)] // those that could have a slot wait for their owner's ledger only
    [InlineData(4, 3, 5,  5)]
    [InlineData(1, 0, 9,  1)]
    public void Runs_that_wait_for_their_owner_s_ledger_have_no_more_room_than_others(int slots, int depth, int runs, int waiting)
    {
        foreach (var limits in new[] { Alice.Limits, null })
        {
            var agent = Alice with { MaxConcurrent = slots, QueueDepth = depth, Limits = limits };
            var arrivals = new List<Arrival>();
            var queue = AgentQueue.Empty;
            for (var i = 0; i < runs; i++)
            {
                arrivals.Add(BudgetGate.Enter(queue, Of(0.001m) with { AsksOwner = true }, agent, Morning));
                queue = arrivals[^1].Queue;
            }

            Assert.Equal(waiting, queue.Waiting.Length);
            Assert.All(arrivals.Skip(waiting), arrival => Assert.Equal(Admission.Refused, arrival.Admission));
        }
    }

    private static Run Ended(Run run, decimal cost, DateTimeOffset at) => A.Ended(at, costUsd: cost) with { Id = run.Id, MaxCostUsd = run.MaxCostUsd };
}
