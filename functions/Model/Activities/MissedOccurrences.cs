using AgentSched.Model.Runs;

namespace AgentSched.Model.Activities;

/// <summary>Occurrences of a schedule that were missed one after the other.</summary>
/// <param name="LastRun">The record of the last.</param>
/// <param name="Count">How many; 1 or more.</param>
/// <param name="First">When the first came due.</param>
/// <param name="Last">When the last came due.</param>
internal sealed record MissedOccurrences(RunId LastRun, int Count, DateTimeOffset First, DateTimeOffset Last);
