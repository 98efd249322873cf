using AgentSched.Model.Runs;

namespace AgentSched.Model.Activities;

/// <summary>Consecutive missed occurrences of a schedule.</summary>
/// <param name="LastRun">The record of the last one.</param>
/// <param name="Count">Number of occurrences; 1 or more.</param>
/// <param name="First">When the first came due.</param>
/// <param name="Last">When the last came due.</param>
internal sealed record MissedOccurrences(RunId LastRun, int Count, DateTimeOffset First, DateTimeOffset Last);
