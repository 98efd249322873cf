using AgentSched.Storage.Rows;

namespace AgentSched.Api.Live;

/// <summary>A snapshot of a tenant's agents.</summary>
/// <param name="At">When reading began; the snapshot is of this time or later.</param>
/// <param name="Agents">All of them.</param>
internal sealed record AgentList(DateTimeOffset At, IReadOnlyList<StoredAgent> Agents);
