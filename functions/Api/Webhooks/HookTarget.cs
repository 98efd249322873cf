namespace AgentSched.Api.Webhooks;

/// <summary>Content of a hook token: the schedule that it triggers, and the token's version.</summary>
internal sealed record HookTarget(string Tenant, string Agent, string Schedule, int Version);
