using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Result of a run's arrival at its agent's queue.</summary>
/// <param name="Admission">How it was admitted.</param>
/// <param name="Queue">The queue afterwards.</param>
/// <param name="Hold">Why the budget rejects it or lets it wait. Null: it does not.</param>
internal sealed record Arrival(Admission Admission, AgentQueue Queue, BudgetHold? Hold = null)
{
    /// <summary>The run in the status Waiting.</summary>
    public Run Wait(Run run) => Hold?.Mark(run) ?? run.Become(RunStatus.Waiting);

    /// <summary>The run that the budget rejects.</summary>
    public Run Reject(Run run, DateTimeOffset now) => run.End(RunStatus.Rejected, Hold!.Reason, Hold.Sentence, now);
}
