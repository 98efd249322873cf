using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class ArrivalTests
{
    [Theory] // the arrival's sentence, whether it may start later only; the reason that the waiting run bears
    [InlineData(null,                                              false, null)]
    [InlineData(null,                                              true,  null)]
    [InlineData("waits for approval; the agent's budget is spent", false, RunReason.BudgetSpent)]
    public void A_run_that_waits_says_why_where_it_waits_for_approval(string? sentence, bool later, RunReason? reason)
    {
        DateTimeOffset? notBefore = later ? A.At("09:05") : null;
        var run = new Arrival(Admission.Waits, AgentQueue.Empty, sentence, notBefore).Wait(A.Run(A.At("09:00")));
        Assert.Equal((RunStatus.Waiting, reason, sentence, notBefore), (run.Status, run.Reason, run.Sentence, run.NotBefore));
        Assert.Null(run.StartedAt);
    }
}
