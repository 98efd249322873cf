using System.Globalization;
using AgentSched.Model.Calls;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Calls;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RetryTests
{
    private static readonly Run Running = A.Run(A.At("09:00")).Start(A.At("09:00"));
    private static readonly AgentReply Busy = new(ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy, "busy");

    [Theory] // attempt that just ended (of a run with 5 retries); shortest, longest wait in seconds
    [InlineData(1, 5.0,  7.5)]
    [InlineData(2, 10.0, 15.0)]
    [InlineData(3, 20.0, 30.0)]
    [InlineData(4, 40.0, 60.0)]
    [InlineData(5, 80.0, 120.0)]
    public void Each_wait_is_twice_as_long_and_up_to_half_more(int attempt, double shortest, double longest) =>
        Assert.InRange(Retry.Delay(Busy, Running with { Retries = 5 }, attempt)!.Value.TotalSeconds, shortest, longest);

    [Theory] // wait in seconds that the agent asks for; the wait (null: there is no other attempt)
    [InlineData(0,    0)]
    [InlineData(2,    2)]
    [InlineData(300,  300)]
    [InlineData(301,  null)] // who wants us back later than five minutes has failed this run
    [InlineData(3600, null)]
    public void An_agent_that_says_when_to_come_back_is_taken_at_its_word_but_not_for_ever(int asked, int? expected) =>
        Assert.Equal(expected, (int?)Retry.Delay(Busy with { RetryAfter = TimeSpan.FromSeconds(asked) }, Running, 1)?.TotalSeconds);

    [Theory] // wait in seconds that the agent asks for; attempt that just ended, of a run with 3 retries; whether the sentence says that it is too long
    [InlineData(301,         1, true)]
    [InlineData(3600,        3, true)]
    [InlineData(999_999_999, 1, true)]
    [InlineData(300,         1, false)]
    [InlineData(3600,        4, false)] // there was no attempt left anyway
    [Trait("shows", "access-money")]
    public void A_wait_that_is_too_long_is_told_in_the_sentence(int asked, int attempt, bool told)
    {
        var reply = Retry.Explained(Busy with { RetryAfter = TimeSpan.FromSeconds(asked) }, Running with { Retries = 3 }, attempt);
        Assert.Equal(told ? $"busy; it asks to be called again after {asked} s (Retry-After), and a run waits for at most 300 s" : "busy", reply.Sentence);
    }

    [Theory] // cost of the calls so far; what the run may cost (null: anything); whether it is called again, and if not, why
    [InlineData("0",    "0.01", true,  "")]
    [InlineData("0",    "0",    true,  "")] // nothing was reported
    [InlineData("0.5",  "0.6",  true,  "")]
    [InlineData("5",    null,   true,  "")]
    [InlineData("0.50", "0.5",  false, "its calls have cost 0.5 USD, and it may cost 0.5 USD")]
    [InlineData("1",    "0.01", false, "its calls have cost 1 USD, and it may cost 0.01 USD")]
    [InlineData("0.01", "0",    false, "its calls have cost 0.01 USD, and no budget is left for a further one")]
    [Trait("shows", "access-money")]
    public void What_has_cost_as_much_as_it_may_is_not_called_again(string spent, string? most, bool again, string why)
    {
        var spending = new RetrySpending(decimal.Parse(spent, CultureInfo.InvariantCulture), most is null ? null : decimal.Parse(most, CultureInfo.InvariantCulture));
        Assert.Equal(again, Retry.Delay(Busy, Running, 1, spending) is not null);
        Assert.Equal(again ? "busy" : $"busy; it is not called again, because {why}", Retry.Explained(Busy, Running, 1, spending).Sentence);
        var last = Running.Retries + 1;
        Assert.Equal("busy", Retry.Explained(Busy, Running, last, spending).Sentence); // there was no attempt left anyway
    }

    [Theory] // maximum; what is left of the agent's and the owner's limits; whether it asks its owner, is approved; what it may cost
    [InlineData(null,  null,  null,  false, false, null)]
    [InlineData("0.5", null,  null,  false, false, "0.5")]
    [InlineData("5",   "2",   null,  false, false, "2")]
    [InlineData("0.5", "2",   null,  false, false, "0.5")]
    [InlineData(null,  "2",   null,  false, false, "2")]
    [InlineData(null,  null,  null,  true,  false, "0")]
    [InlineData(null,  "2",   "1.5", true,  false, "1.5")]
    [InlineData("5",   "2",   "1.5", true,  false, "1.5")]
    [InlineData("1",   null,  null,  true,  false, "1")] // the owner's ledger has reserved the maximum
    [InlineData("5",   "2",   "1.5", true,  true,  "5")]
    [InlineData(null,  "0",   null,  false, true,  "0")]
    [Trait("shows", "access-money")]
    public void The_lowest_bound_of_a_runs_cost_counts(string? max, string? agentLeft, string? ownerLeft, bool asksOwner, bool isApproved, string? expected)
    {
        var terms = new RunTerms(Usd(max), IsApproved: isApproved) { OwnerLeftUsd = Usd(ownerLeft) };
        Assert.Equal(Usd(expected), RetrySpending.MostOf(Usd(max), asksOwner, terms, Usd(agentLeft)));

        static decimal? Usd(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
    }

    [Theory] // kind of reply; retries allowed, timeouts too; attempt that just ended; whether there is another
    [InlineData(ReplyKind.WorthAnotherAttempt, 3, false, 3, true)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 3, false, 4, false)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 0, false, 1, false)]
    [InlineData(ReplyKind.WorthAnotherAttempt, 5, false, 5, true)]
    [InlineData(ReplyKind.TimedOut,            3, false, 1, false)]
    [InlineData(ReplyKind.TimedOut,            3, true,  1, true)]
    [InlineData(ReplyKind.TimedOut,            3, true,  4, false)]
    [InlineData(ReplyKind.Failed,              5, true,  1, false)]
    [InlineData(ReplyKind.Succeeded,           5, true,  1, false)]
    [InlineData(ReplyKind.Accepted,            5, true,  1, false)]
    public void What_is_worth_another_attempt(ReplyKind kind, int retries, bool retryTimeouts, int attempt, bool expected) => Assert.Equal(
        expected,
        Retry.Delay(new AgentReply(kind, RunReason.AgentError, "so it went"), Running with { Retries = retries, RetryTimeouts = retryTimeouts }, attempt) is not null);

    [Fact]
    public void Whatever_an_agent_answers_waits_are_bounded_repeatable_and_come_to_an_end() => Assert.All(Enumerable.Range(0, 300), seed =>
    {
        var random = new Random(seed);
        var run = A.Run(A.At("09:00").AddSeconds(seed)) with { Retries = random.Next(6), RetryTimeouts = random.Next(2) == 0 };
        var attempt = 1;
        for (; attempt < 100; attempt++)
        {
            var reply = new AgentReply((ReplyKind)random.Next(5), RunReason.AgentError, "so it went") { RetryAfter = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(400)) : null };
            if (Retry.Delay(reply, run, attempt) is not { } delay)
            {
                break;
            }

            Assert.Equal(delay, Retry.Delay(reply, run, attempt)); // the same on every replay
            Assert.InRange(delay, TimeSpan.Zero, Run.LongestDelay);
        }

        Assert.InRange(attempt, 1, run.Retries + 1);
    });

    [Fact]
    public void Runs_that_failed_together_do_not_come_back_together()
    {
        var delays = Enumerable.Range(0, 100).Select(i => Retry.Delay(Busy, A.Run(A.At("09:00").AddSeconds(i)), 1)!.Value).ToList();
        Assert.InRange(delays.Distinct().Count(), 90, 100);
        Assert.True(delays.Max() - delays.Min() > TimeSpan.FromSeconds(2)); // of 2.5
    }
}
