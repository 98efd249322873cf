using AgentSched.Model.Runs;

namespace AgentSched.Engine.Openings;

/// <summary>Runs that have a slot.</summary>
/// <param name="Batch">The batch that their rows name. Null: they got their slots before; each row names its orchestration.</param>
/// <param name="IsAhead">Whether their second is still to come.</param>
/// <param name="Runs">The runs; empty if none has a slot.</param>
internal sealed record OpenedTogether(string? Batch, bool IsAhead, IReadOnlyList<Run> Runs);
