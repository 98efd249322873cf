namespace AgentSched.Time.Specs;

/// <summary>One instant that a spec yields.</summary>
/// <param name="NominalTime">The instant itself: UTC, whole seconds. It names the occurrence, whatever the jitter is.</param>
/// <param name="DueTime">When it comes due: the same, or later by its share of the jitter.</param>
internal readonly record struct Occurrence(DateTimeOffset NominalTime, DateTimeOffset DueTime);
