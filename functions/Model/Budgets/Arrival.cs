using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>What a run found when it came to its agent's queue.</summary>
/// <param name="Admission">Whether it runs.</param>
/// <param name="Queue">The queue with it.</param>
/// <param name="Sentence">Why it is rejected, or waits for approval. Null: neither.</param>
/// <param name="NotBefore">When it may start, where it waits for that.</param>
internal sealed record Arrival(Admission Admission, AgentQueue Queue, string? Sentence = null, DateTimeOffset? NotBefore = null)
{
    /// <summary>The run as it waits.</summary>
    public Run Wait(Run run) => run.Become(RunStatus.Waiting) with { Reason = Sentence is null ? null : RunReason.BudgetSpent, Sentence = Sentence, NotBefore = NotBefore };
}
