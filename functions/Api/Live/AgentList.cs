using AgentSched.Storage.Rows;

namespace AgentSched.Api.Live;

/// <summary>The agents of a tenant at a moment.</summary>
/// <param name="At">When the reading began: it was so then, or later.</param>
/// <param name="Agents">All of them.</param>
internal sealed record AgentList(DateTimeOffset At, IReadOnlyList<StoredAgent> Agents);
