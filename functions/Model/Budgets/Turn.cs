using System.Collections.Immutable;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Who has its turn now.</summary>
/// <param name="Queue">The queue with them.</param>
/// <param name="Promoted">Those that have a slot now.</param>
/// <param name="Delayed">Those that the budget makes wait, and until when.</param>
internal sealed record Turn(AgentQueue Queue, ImmutableArray<RunId> Promoted, ImmutableArray<(RunId Run, DateTimeOffset NotBefore)> Delayed);
