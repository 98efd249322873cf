using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Result of a run's arrival at its agent's queue.</summary>
/// <param name="Admission">How it was admitted.</param>
/// <param name="Queue">The queue afterwards.</param>
/// <param name="Sentence">Why it is rejected or waits for approval. Null: neither.</param>
/// <param name="NotBefore">Earliest start, if the budget delays it. Null: no delay.</param>
internal sealed record Arrival(Admission Admission, AgentQueue Queue, string? Sentence = null, DateTimeOffset? NotBefore = null)
{
    /// <summary>The run in the status Waiting.</summary>
    public Run Wait(Run run) => run.Become(RunStatus.Waiting) with { Reason = Sentence is null ? null : RunReason.BudgetSpent, Sentence = Sentence, NotBefore = NotBefore };
}
