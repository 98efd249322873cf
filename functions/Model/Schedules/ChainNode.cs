namespace AgentSched.Model.Schedules;

/// <summary>A schedule as a node of a chain.</summary>
internal sealed record ChainNode(string Id, string Name, IReadOnlyList<ChainLink> Chain);
