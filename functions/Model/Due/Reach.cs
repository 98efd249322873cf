using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>How far ahead a claim goes.</summary>
/// <param name="Due">Occurrences that come due at or before this are claimed.</param>
/// <param name="Nominal">Occurrences with a nominal time at or before this are claimed, too, even if jitter makes them due later. Null: they are not.</param>
internal readonly record struct Reach(DateTimeOffset Due, DateTimeOffset? Nominal = null)
{
    public bool Includes(Occurrence occurrence) => occurrence.DueTime <= Due || occurrence.NominalTime <= Nominal;
}
