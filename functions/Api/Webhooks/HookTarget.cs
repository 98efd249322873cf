namespace AgentSched.Api.Webhooks;

/// <summary>What a token of a hook names: where its schedule is, and which of the schedule's tokens it is.</summary>
internal sealed record HookTarget(string Tenant, string Agent, string Schedule, int Version);
