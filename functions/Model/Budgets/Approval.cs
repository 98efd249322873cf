using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Decides who may approve a waiting run. Pure.</summary>
internal static class Approval
{
    /// <summary>
    /// Whether only an admin may approve a run: the limits that hold it are its owner's, which are set by admins, and not (or not only) its agent's, which its agent's owner sets.
    /// </summary>
    /// <param name="agent">The run's agent.</param>
    /// <param name="queue">The agent's queue.</param>
    /// <param name="run">The run.</param>
    /// <param name="now">Current time.</param>
    public static bool IsForAdmins(Agent agent, AgentQueue queue, RunId run, DateTimeOffset now) =>
        queue.TermsOf(run) is { AwaitsOwner: true } terms && (terms.IsApproved || agent.Limits is not { } limits || !Budget.Of(limits, queue.Spending, now).IsSpent);

    /// <summary>The queue with a run approved: by the agent's owner for the agent's budget, by an admin also for the budget of the run's owner.</summary>
    public static AgentQueue Approve(AgentQueue queue, RunId run, bool byAdmin) =>
        queue.TermsOf(run) is var terms ? queue.With(run, terms with { IsApproved = true, IsApprovedByAdmin = terms.IsApprovedByAdmin || byAdmin }) : queue;
}
