using AgentSched.Agents;
using AgentSched.Runs;
using AgentSched.Schedules;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Access;

/// <summary>What a caller may do beyond its own things.</summary>
public enum Role
{
    /// <summary>Sees and changes its own agents and schedules, uses agents that are shared with it.</summary>
    User,

    /// <summary>Sees and changes everything of its tenant, and issues keys.</summary>
    Admin,
}

/// <summary>Who calls.</summary>
/// <param name="Tenant">The tenant whose data are in reach; all others do not exist for this caller.</param>
/// <param name="Name">The owner's name that its things bear.</param>
/// <param name="Role">What it may do beyond its own things.</param>
internal sealed record Caller(string Tenant, string Name, Role Role)
{
    private static readonly object ItemKey = new();

    public bool IsAdmin => Role == Role.Admin;

    /// <summary>The caller that <see cref="AccessMiddleware"/> let in.</summary>
    public static Caller Of(HttpRequest request) => (Caller)request.HttpContext.Items[ItemKey]!;

    public void Enter(HttpContext context) => context.Items[ItemKey] = this;

    public bool CanSee(Agent agent) => IsAdmin || agent.Owner == Name || agent.SharedWith.Contains(Name, StringComparer.Ordinal);

    public bool CanChange(Agent agent) => IsAdmin || agent.Owner == Name;

    /// <summary>A schedule is seen by who made it, by its agent's owner and by admins.</summary>
    public bool CanSee(Schedule schedule, Agent agent) => CanChange(agent) || schedule.Owner == Name;

    /// <summary>A run is seen by its agent's owner, by whose schedule or request it was, and by admins.</summary>
    public bool CanSee(Run run, Agent agent) => CanChange(agent) || run.Owner == Name;

    public bool CanChange(Schedule schedule) => IsAdmin || schedule.Owner == Name;
}
