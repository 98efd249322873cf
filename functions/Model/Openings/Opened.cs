using System.Collections.Immutable;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Model.Openings;

/// <summary>A run after its opening (with a slot, waiting for one, or ended), with the changed queue and schedule.</summary>
internal sealed record Opened(Run Run, AgentQueue Queue, Schedule? Schedule)
{
    /// <summary>Runs that must be cancelled before this one is decided again; if there are any, nothing else has changed.</summary>
    public ImmutableArray<RunId> Supersedes { get; init; } = [];
}
