namespace AgentSched.Model.Runs;

/// <summary>Result of one read of an agent's history.</summary>
/// <param name="Runs">Newest first.</param>
/// <param name="Until">The id of the last run read, if there may be more after it. Null: the history was read to its end.</param>
internal sealed record RunPage(IReadOnlyList<Run> Runs, string? Until);
