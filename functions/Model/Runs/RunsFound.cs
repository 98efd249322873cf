namespace AgentSched.Model.Runs;

/// <summary>What one look into an agent's history found.</summary>
/// <param name="Runs">Newest first.</param>
/// <param name="Until">The id of the last run that was looked at, where there may be more behind it. Null: that was all.</param>
internal sealed record RunsFound(IReadOnlyList<Run> Runs, string? Until);
