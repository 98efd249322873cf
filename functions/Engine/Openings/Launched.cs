using AgentSched.Model.Runs;

namespace AgentSched.Engine.Openings;

/// <summary>Result of a request for a run.</summary>
/// <param name="Run">The run: with a slot, waiting, failed because the queue is full, or rejected by the budget. Null: there is no such agent, or the key belongs to another request.</param>
/// <param name="IsKeyTaken">Whether the idempotency key belongs to another request.</param>
internal sealed record Launched(Run? Run, bool IsKeyTaken = false)
{
    /// <summary>Whether the run has a record. A refused one has none if another request of the agent was refused within the last second.</summary>
    public bool IsRecorded { get; init; } = true;

    /// <summary>Why the run ended, and where its record is, for the answer to the request. Only if there is a run.</summary>
    public string Words => $"{Run!.Sentence}; {(IsRecorded ? $"recorded as run {Run.Id}" : "not recorded, because another request of this agent was refused within the last second")}";
}
