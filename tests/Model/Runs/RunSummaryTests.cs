using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Runs;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RunSummaryTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");

    [Theory] // characters of the response; characters of the summary
    [InlineData(0,      0)]
    [InlineData(1,      1)]
    [InlineData(500,    500)]
    [InlineData(501,    500)]
    [InlineData(10_000, 500)]
    public void A_list_shows_the_first_500_characters_of_the_response(int length, int expected)
    {
        var run = A.Ended(Due) with { Answer = new AgentAnswer { Response = new string('x', length) } };
        Assert.Equal(expected, new RunSummary(run).Summary!.Length);
    }

    [Fact]
    public void A_summary_never_ends_within_a_character()
    {
        var run = A.Ended(Due) with { Answer = new AgentAnswer { Response = new string('x', 499) + "😀" } };
        Assert.Equal(new string('x', 499), new RunSummary(run).Summary);
    }

    [Fact]
    public void A_run_that_has_not_started_has_nothing_to_tell_of_its_agent()
    {
        var summary = new RunSummary(A.Run(Due));
        Assert.Equal((RunStatus.Queued, null, null, null, null), (summary.Status, summary.Reason, summary.StartedAt, summary.Lateness, summary.Duration));
        Assert.Equal((null, null, null, null, false, 0), (summary.Summary, summary.CostUsd, summary.TokensIn, summary.TokensOut, summary.OverBudget, summary.Attempts));
        Assert.Null(summary.PreviousRun);
    }

    [Fact]
    public void A_chained_run_names_the_run_before_it_without_its_response()
    {
        var previous = new PreviousRun("bob", A.RunId('b'), RunStatus.Succeeded, "a long response");
        Assert.Equal($"{{ Agent = bob, RunId = {A.RunId('b')} }}", new RunSummary(A.Run(Due) with { Previous = previous }).PreviousRun!.ToString());
    }

    [Fact]
    public void A_run_that_ended_tells_what_it_took_and_cost()
    {
        var run = A.Ended(Due) with
        {
            StartedAt = Due.AddSeconds(2),
            FinishedAt = Due.AddSeconds(12),
            Attempts = 2,
            MaxCostUsd = 0.5m,
            Answer = new AgentAnswer { CostUsd = 0.75m, TokensIn = 10, TokensOut = 20 },
        };
        var summary = new RunSummary(run);
        Assert.Equal((run.Id.ToString(), "alice", A.ScheduleId, RunTrigger.Schedule), (summary.RunId, summary.Agent, summary.ScheduleId, summary.Trigger));
        Assert.Equal((RunReason.Completed, "so it went", 2), (summary.Reason!.Value, summary.Sentence, summary.Attempts));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)), (summary.Lateness!.Value, summary.Duration!.Value));
        Assert.Equal((0.75m, true, 10L, 20L), (summary.CostUsd!.Value, summary.OverBudget, summary.TokensIn!.Value, summary.TokensOut!.Value));
    }
}
