using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

[Trait("shows", "house")]
[Trait("shows", "runs")]
[Trait("shows", "access-money")]
public sealed class ArrivalTests
{
    private static readonly DateTimeOffset Now = A.At("09:00");

    [Theory] // spent of 1 USD a day and 10 a month; reservations of runs in flight; the agent has shown that it keeps to maxima; reason, sentence, until
    [InlineData("0.5",  "5/10",  "",    false, null, null, null)]
    [InlineData("0.5",  "9/10",  "0.1", false, RunReason.BudgetReserved, "waits until no other run is in flight, because it reserves all that is left of the agent's budget until the agent has shown that it keeps to maximum costs; 9 of 10 USD spent this month", null)]
    [InlineData("0.5",  "5/10",  "0.4", true,  RunReason.BudgetReserved, "waits for runs in flight, which have reserved what is left of the agent's budget; 0.5 of 1 USD spent today", null)]
    [InlineData("0.5",  "5/10",  "?",   true,  RunReason.BudgetReserved, "waits for runs in flight, which have reserved what is left of the agent's budget; 0.5 of 1 USD spent today", null)]
    [InlineData("0.9",  "5/10",  "",    true,  RunReason.BudgetNearlySpent, "delayed until 2026-01-05T09:02:30Z, because the agent's budget is nearly spent: 0.9 of 1 USD spent today", "2026-01-05T09:02:30Z")]
    [InlineData("1",    "5/10",  "",    true,  RunReason.BudgetSpent, "waits for approval; the agent's budget is spent: 1 of 1 USD spent today", "2026-01-06T00:00:00Z")]
    [InlineData("1",    "10/10", "",    true,  RunReason.BudgetSpent, "waits for approval; the agent's budget is spent: 1 of 1 USD spent today", "2026-02-01T00:00:00Z")]
    public void A_run_that_waits_for_money_says_why_and_until_when(string day, string month, string inFlight, bool isShown, RunReason? reason, string? sentence, string? until)
    {
        var agent = A.Agent(Now) with { MaxConcurrent = 9, Limits = SpendingLimits.None with { DayUsd = 1, MonthUsd = 10 }, OnLimit = OnLimit.Approve };
        var today = new DateOnly(2026, 1, 5);
        var queue = new AgentQueue([], [])
        {
            Spending = AgentSpending.Empty with
            {
                Today = DayUsage.On(today) with { Tally = Tally.None with { CostUsd = A.Usd(day)!.Value } },
                Month = new MonthSpend(new DateOnly(2026, 1, 1), A.Usd(month.Split('/')[0])!.Value, 0),
            },
            Adherence = isShown ? new Adherence(string.Join(' ', Enumerable.Repeat("0.1", Adherence.Needed))) : Adherence.None,
        };
        if (inFlight.Length > 0)
        {
            queue = (queue with { Running = [A.RunId('b')] }).With(A.RunId('b'), new RunTerms(A.Usd(inFlight)));
        }

        var comes = A.Run(Now) with { Id = A.RunId('a'), MaxCostUsd = 0.2m };
        var arrival = BudgetGate.Enter(queue, comes, agent, Now);
        Assert.Equal(reason is null ? Admission.Runs : Admission.Waits, arrival.Admission);
        var run = arrival.Wait(comes);
        DateTimeOffset? notBefore = until is null ? null : DateTimeOffset.Parse(until);
        Assert.Equal((RunStatus.Waiting, reason, sentence, notBefore, null), (run.Status, run.Reason, run.Sentence, run.NotBefore, run.StartedAt));
        var started = run.Start(Now);
        Assert.Equal((null, null, null), (started.Reason, started.Sentence, started.NotBefore)); // approved
    }

    [Theory] // spent of 1 USD; runs in flight of 2; runs that wait; owner asked first; a chat
    [InlineData("0",   0, 0, false, Admission.Runs,     null)]
    [InlineData("0.9", 0, 0, false, Admission.Runs,     null)] // not delayed
    [InlineData("0",   0, 1, false, Admission.Rejected, RunReason.BudgetReserved)] // the one that waits starts first, and reserves all that is left
    [InlineData("0.9", 0, 1, false, Admission.Runs,     null)] // the one that waits is delayed; a chat is not
    [InlineData("0.9", 0, 2, true,  Admission.Waits,    null)]
    [InlineData("0.9", 1, 1, false, Admission.Rejected, RunReason.BudgetReserved)]
    [InlineData("0",   0, 0, true,  Admission.Waits,    null)] // for its owner's ledger only
    [InlineData("0",   1, 0, false, Admission.Rejected, RunReason.BudgetReserved)]
    [InlineData("1",   0, 0, false, Admission.Rejected, RunReason.BudgetSpent)]
    [InlineData("1",   0, 0, true,  Admission.Rejected, RunReason.BudgetSpent)]
    public void A_chat_starts_now_or_is_refused(string spent, int running, int waiting, bool asksOwner, Admission expected, RunReason? reason)
    {
        var agent = A.Agent(Now) with { MaxConcurrent = 2, Limits = SpendingLimits.None with { DayUsd = 1 }, OnLimit = OnLimit.Approve };
        var queue = new AgentQueue([.. "bc".Take(running).Select(A.RunId)], [.. "de".Take(waiting).Select(A.RunId)])
        {
            Spending = AgentSpending.Empty.Count(A.Ended(Now, costUsd: A.Usd(spent))),
        };
        var chat = A.Run(Now) with { Id = A.RunId('a'), Trigger = RunTrigger.Chat, AsksOwner = asksOwner };
        var arrival = BudgetGate.EnterNow(queue, chat, agent, Now);
        Assert.Equal((expected, reason), (arrival.Admission, arrival.Hold?.Reason));
        Assert.Equal(expected is Admission.Runs or Admission.Waits, arrival.Queue != queue);
        if (expected == Admission.Rejected)
        {
            Assert.Equal((RunStatus.Rejected, reason), (arrival.Reject(chat, Now).Status, arrival.Reject(chat, Now).Reason));
        }

        Assert.Equal(Admission.Refused, BudgetGate.EnterNow(new AgentQueue([A.RunId('b')], [A.RunId('c')]), chat, agent with { Limits = null }, Now).Admission); // one starts, and the slots are taken
        Assert.Equal(Admission.Refused, BudgetGate.EnterNow(new AgentQueue([A.RunId('b'), A.RunId('c')], []), chat, agent with { Limits = null }, Now).Admission); // both slots are taken
        Assert.Equal(asksOwner ? Admission.Waits : Admission.Runs, BudgetGate.EnterNow(AgentQueue.Empty, chat, agent with { Limits = null }, Now).Admission);
    }

    [Fact]
    public void Chats_that_ask_an_owner_s_ledger_are_no_more_than_there_are_slots_and_places()
    {
        var agent = A.Agent(Now) with { MaxConcurrent = 2, QueueDepth = 1 };
        var (queue, waits) = (AgentQueue.Empty, 0);
        foreach (var letter in "abcdefg")
        {
            var arrival = BudgetGate.EnterNow(queue, A.Run(Now) with { Id = A.RunId(letter), Trigger = RunTrigger.Chat, AsksOwner = true }, agent, Now);
            (queue, waits) = (arrival.Queue, waits + (arrival.Admission == Admission.Waits ? 1 : 0));
        }

        Assert.Equal((3, 3), (waits, queue.Waiting.Length));
    }

    [Fact]
    public void A_chat_that_its_owner_s_ledger_lets_start_overtakes_runs_that_are_delayed_and_blocks_none_where_it_cannot()
    {
        var agent = A.Agent(Now) with { MaxConcurrent = 3, Limits = SpendingLimits.None with { DayUsd = 1 } };
        var queue = new AgentQueue([], [A.RunId('a'), A.RunId('b'), A.RunId('c')]) { Spending = AgentSpending.Empty.Count(A.Ended(Now, costUsd: 0.9m)) };
        queue = queue.With(A.RunId('a'), new RunTerms(null, Now.AddMinutes(2))).With(A.RunId('b'), RunTerms.Default with { IsImmediate = true }).With(A.RunId('c'), RunTerms.Default with { IsImmediate = true });
        var promotion = BudgetGate.Promote(queue, agent, Now);
        Assert.Equal([A.RunId('b')], promotion.Promoted);
        var (held, hold) = Assert.Single(promotion.Held); // the second chat, which is refused with this reason
        Assert.Equal((A.RunId('c'), RunReason.BudgetReserved), (held, hold.Reason));
    }

    [Theory] // number of runs in flight that have reserved 0.01 USD each of 1; what becomes of the next
    [InlineData(7, Admission.Runs,  null)]
    [InlineData(8, Admission.Waits, "waits for one of 8 runs in flight under the agent's budget to end; at most 8 run at a time; 0 of 1 USD spent today")]
    [InlineData(9, Admission.Waits, "waits for one of 9 runs in flight under the agent's budget to end; at most 8 run at a time; 0 of 1 USD spent today")]
    public void At_most_eight_run_at_a_time_under_a_limit(int inFlight, Admission expected, string? sentence)
    {
        var agent = A.Agent(Now) with { MaxConcurrent = 32, Limits = SpendingLimits.None with { DayUsd = 1 } };
        var queue = AgentQueue.Empty with { Adherence = new Adherence(string.Join(' ', Enumerable.Repeat("0", Adherence.Needed))) };
        foreach (var letter in "bcdefghij".Take(inFlight))
        {
            queue = (queue with { Running = queue.Running.Add(A.RunId(letter)) }).With(A.RunId(letter), new RunTerms(0.01m));
        }

        var arrival = BudgetGate.Enter(queue, A.Run(Now) with { Id = A.RunId('a'), MaxCostUsd = 0.01m }, agent, Now);
        Assert.Equal((expected, sentence), (arrival.Admission, arrival.Hold?.Sentence));
        Assert.Equal(Admission.Runs, BudgetGate.Enter(queue with { Terms = RunTerms.None }, A.Run(Now) with { Id = A.RunId('a') }, agent with { Limits = null }, Now).Admission); // without limits only slots count
    }

    [Theory] // whose budget a waiting run says, and of what; whether it says what holds it already
    [InlineData("the agent's budget",  "1 of 1 USD spent today",   true)]
    [InlineData("the agent's budget",  "1.5 of 1 USD spent today", true)] // amounts change all the time
    [InlineData("the budget of ann",   "1 of 1 USD spent today",   false)]
    public void A_waiting_run_says_which_budget_holds_it(string whose, string words, bool expected)
    {
        var hold = new BudgetHold(RunReason.BudgetSpent, $"waits for approval; the agent's budget is spent: 1 of 1 USD spent today", "the agent's budget", Now.AddDays(1));
        var waiting = new BudgetHold(RunReason.BudgetSpent, $"waits for approval; {whose} is spent: {words}", whose, Now.AddDays(1)).Mark(A.Run(Now));
        Assert.Equal(expected, hold.IsSaidBy(waiting));
        Assert.False((hold with { Reason = RunReason.BudgetReserved }).IsSaidBy(waiting));
        Assert.False((hold with { Until = null }).IsSaidBy(waiting));
    }
}
