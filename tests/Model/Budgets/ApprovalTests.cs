using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

[Trait("shows", "access-money")]
public sealed class ApprovalTests
{
    private static readonly DateTimeOffset Now = A.At("09:00");

    [Theory] // whether it awaits its owner's ledger; the agent's daily limit; whether it was approved; whether only an admin may approve it
    [InlineData(false, null,  false, false)]
    [InlineData(false, "0",   false, false)] // the agent's limit: its owner set it
    [InlineData(true,  null,  false, true)]
    [InlineData(true,  "100", false, true)] // the agent has budget left
    [InlineData(true,  "0",   false, false)] // both hold it: for the agent's part, its owner may
    [InlineData(true,  "0",   true,  true)] // which is done
    public void Limits_of_owners_are_for_admins(bool awaitsOwner, string? dayUsd, bool approved, bool expected)
    {
        var run = A.RunId('a');
        var agent = A.Agent(Now) with { Limits = dayUsd is null ? null : SpendingLimits.None with { DayUsd = A.Usd(dayUsd) } };
        var queue = (AgentQueue.Empty with { Waiting = [run] }).With(run, new RunTerms(null, AwaitsOwner: awaitsOwner, IsApproved: approved));
        Assert.Equal(expected, Approval.IsForAdmins(agent, queue, run, Now));
    }

    [Theory] // by an admin before; by an admin now; whether an admin has approved it
    [InlineData(false, false, false)]
    [InlineData(false, true,  true)]
    [InlineData(true,  false, true)] // the agent's owner takes nothing back
    public void Only_an_admin_s_approval_counts_for_the_owner_s_budget(bool before, bool now, bool expected)
    {
        var run = A.RunId('a');
        var queue = (AgentQueue.Empty with { Waiting = [run] }).With(run, new RunTerms(1m, AwaitsOwner: true, IsApprovedByAdmin: before));
        Assert.Equal(new RunTerms(1m, IsApproved: true, AwaitsOwner: true, IsApprovedByAdmin: expected), Approval.Approve(queue, run, now).TermsOf(run));
    }
}
