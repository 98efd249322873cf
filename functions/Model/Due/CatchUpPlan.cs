using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>A tick's plan for one due row.</summary>
/// <param name="Start">Occurrences that start, in order.</param>
/// <param name="Missed">Occurrences that are recorded as missed, in order.</param>
/// <param name="Next">The first occurrence that is not handled: it is beyond the reach, or the plan was full. Null: there is none.</param>
internal sealed record CatchUpPlan(IReadOnlyList<Occurrence> Start, IReadOnlyList<MissedOccurrence> Missed, Occurrence? Next);
