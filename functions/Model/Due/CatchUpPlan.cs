using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>What a tick does with one due row.</summary>
/// <param name="Start">Occurrences that run, in order.</param>
/// <param name="Missed">Occurrences that are recorded and do not run, in order.</param>
/// <param name="Next">The first occurrence that is not dealt with. It lies behind the horizon, or the plan was full. Null: there is none.</param>
internal sealed record CatchUpPlan(IReadOnlyList<Occurrence> Start, IReadOnlyList<MissedOccurrence> Missed, Occurrence? Next);
