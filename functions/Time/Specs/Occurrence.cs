namespace AgentSched.Time.Specs;

/// <summary>One instant that a spec yields.</summary>
/// <param name="NominalTime">The instant itself: UTC, whole seconds. It identifies the occurrence, whatever the jitter.</param>
/// <param name="DueTime">When it comes due: nominal time plus jitter.</param>
internal readonly record struct Occurrence(DateTimeOffset NominalTime, DateTimeOffset DueTime);
