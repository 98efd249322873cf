using AgentSched.Model.Runs;

namespace AgentSched.Engine.Openings;

/// <summary>Runs that have their slots.</summary>
/// <param name="Batch">The batch that their rows name. Null: they had their slots before; each row says who holds it.</param>
/// <param name="IsAhead">Whether their second is still to come.</param>
/// <param name="Runs">The runs; none where none has a slot.</param>
internal sealed record OpenedTogether(string? Batch, bool IsAhead, IReadOnlyList<Run> Runs);
