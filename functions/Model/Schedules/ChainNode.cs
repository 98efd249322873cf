namespace AgentSched.Model.Schedules;

/// <summary>A schedule as its chain sees it.</summary>
internal sealed record ChainNode(string Id, string Name, IReadOnlyList<ChainLink> Chain);
