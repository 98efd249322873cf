using Microsoft.DurableTask;

namespace AgentSched.Tests.Support;

/// <summary>What an orchestration has been told so far. Replayed from the first one, it leads to the same place every time.</summary>
internal abstract record DurableEvent
{
    /// <summary>The instance was created, or taken over: there is something to do.</summary>
    public sealed record Begun : DurableEvent;

    /// <summary>A turn begins; until the next one this is the orchestrator's time.</summary>
    public sealed record Turn(DateTime At) : DurableEvent;

    /// <summary>A step ended or a timer fired.</summary>
    /// <param name="Action">Its sequence number.</param>
    /// <param name="Json">The result of a step that succeeded.</param>
    /// <param name="Failure">Null: it succeeded.</param>
    public sealed record Done(int Action, string? Json, TaskFailureDetails? Failure) : DurableEvent;

    /// <summary>The orchestrator went on off the thread of its turn.</summary>
    public sealed record Astray : DurableEvent;

    /// <summary>An external event arrived.</summary>
    public sealed record Raised(string Name, string? Json) : DurableEvent;
}

/// <summary>What an orchestrator asked for: a step, or a timer where <paramref name="Due"/> is set. Its place in the list is its sequence number.</summary>
internal sealed record DurableAction(string? Step, string? Json, DateTime? Due);
