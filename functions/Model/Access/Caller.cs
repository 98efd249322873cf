using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Model.Access;

/// <summary>A caller's permissions beyond its own resources.</summary>
public enum Role
{
    /// <summary>Sees and changes its own agents and schedules; uses agents that are shared with it.</summary>
    User,

    /// <summary>Sees and changes everything of its tenant, and issues keys.</summary>
    Admin,
}

/// <summary>The authenticated caller of a request.</summary>
/// <param name="Tenant">The tenant whose data the caller can access; other tenants do not exist for it.</param>
/// <param name="Name">The owner name of its resources.</param>
/// <param name="Role">Its permissions beyond its own resources.</param>
internal sealed record Caller(string Tenant, string Name, Role Role)
{
    /// <summary>What a directory calls the caller: for people to read, never to decide by, because its bearer or others may change it. Null: the name is all there is.</summary>
    public string? DisplayName { get; init; }

    public bool IsAdmin => Role == Role.Admin;

    /// <summary>Its relation to its tenant. Admins of the default tenant are the operators of the deployment.</summary>
    public Relation Relation => !IsAdmin ? Relation.User : Tenant == AgentSchedOptions.DefaultTenant ? Relation.Operator : Relation.Admin;

    public Relation RelationTo(Agent agent) =>
        agent.Tenant != Tenant ? Relation.Stranger
        : IsAdmin ? Relation.Admin
        : agent.Owner == Name ? Relation.Owner
        : agent.SharedWith.Contains(Name, StringComparer.Ordinal) ? Relation.User
        : Relation.Stranger;

    /// <summary>Relation to a schedule: its owner may change it while the owner may use the agent; the agent's owner may see and stop it.</summary>
    public Relation RelationTo(Schedule schedule, Agent agent) => RelationTo(agent) switch
    {
        Relation.Stranger => Relation.Stranger,
        Relation.Admin => Relation.Admin,
        _ when agent.Id.Length == 0 && schedule.CreatedAt < agent.CreatedAt => Relation.Stranger, // of an earlier agent with the same name, from before registrations had ids
        _ when schedule.Owner == Name => Relation.Owner,
        Relation.Owner => Relation.User,
        _ => Relation.Stranger,
    };

    /// <summary>Relation to a run: the agent's owner owns it and may approve it; the owner of its schedule or request may see and cancel it.</summary>
    /// <remarks>Runs of an earlier agent with the same name, from before registrations had ids, are hidden from the agent's owner; the runs' own owners still see them.</remarks>
    public Relation RelationTo(Run run, Agent agent) => RelationTo(agent) switch
    {
        Relation.Owner when run.ClaimedAt < agent.CreatedAt && run.Owner != Name => Relation.Stranger,
        Relation.User => run.Owner == Name ? Relation.User : Relation.Stranger,
        var other => other,
    };

    /// <summary>Relation to an owner's data: the owner may see it, admins may change it.</summary>
    public Relation RelationTo(string owner) => IsAdmin ? Relation.Admin : owner == Name ? Relation.User : Relation.Stranger;

    public bool CanSee(Agent agent) => RelationTo(agent) >= Relation.User;

    public bool CanChange(Agent agent) => RelationTo(agent) >= Relation.Owner;

    public bool CanSee(Schedule schedule, Agent agent) => RelationTo(schedule, agent) >= Relation.User;

    public bool CanSee(Run run, Agent agent) => RelationTo(run, agent) >= Relation.User;

    /// <summary>Whether the caller may change a schedule whose agent it may see.</summary>
    public bool CanChange(Schedule schedule) => schedule.Tenant == Tenant && (IsAdmin || schedule.Owner == Name);
}
