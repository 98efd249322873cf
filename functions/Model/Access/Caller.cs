using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Model.Access;

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
    public bool IsAdmin => Role == Role.Admin;

    /// <summary>What it is to its tenant. Admins of the default tenant are those of the deployment.</summary>
    public Relation Relation => !IsAdmin ? Relation.User : Tenant == AgentSchedOptions.DefaultTenant ? Relation.Operator : Relation.Admin;

    public Relation RelationTo(Agent agent) =>
        agent.Tenant != Tenant ? Relation.Stranger
        : IsAdmin ? Relation.Admin
        : agent.Owner == Name ? Relation.Owner
        : agent.SharedWith.Contains(Name, StringComparer.Ordinal) ? Relation.User
        : Relation.Stranger;

    /// <summary>A schedule is changed by who made it, while it may use the agent; the agent's owner sees and triggers it.</summary>
    public Relation RelationTo(Schedule schedule, Agent agent) => RelationTo(agent) switch
    {
        Relation.Stranger => Relation.Stranger,
        Relation.Admin => Relation.Admin,
        _ when schedule.Owner == Name => Relation.Owner,
        Relation.Owner => Relation.User,
        _ => Relation.Stranger,
    };

    /// <summary>A run is its agent's owner's, who approves it; whose schedule or request it was sees it, too, and takes it back.</summary>
    /// <remarks>Runs of an agent that had the name before are not its business; they stay visible to whose they were.</remarks>
    public Relation RelationTo(Run run, Agent agent) => RelationTo(agent) switch
    {
        Relation.Owner when run.ClaimedAt < agent.CreatedAt && run.Owner != Name => Relation.Stranger,
        Relation.User => run.Owner == Name ? Relation.User : Relation.Stranger,
        var other => other,
    };

    /// <summary>What is said of an owner is for the owner to see, and for admins to change.</summary>
    public Relation RelationTo(string owner) => IsAdmin ? Relation.Admin : owner == Name ? Relation.User : Relation.Stranger;

    public bool CanSee(Agent agent) => RelationTo(agent) >= Relation.User;

    public bool CanChange(Agent agent) => RelationTo(agent) >= Relation.Owner;

    public bool CanSee(Schedule schedule, Agent agent) => RelationTo(schedule, agent) >= Relation.User;

    public bool CanSee(Run run, Agent agent) => RelationTo(run, agent) >= Relation.User;

    /// <summary>Of schedules whose agent the caller may see.</summary>
    public bool CanChange(Schedule schedule) => schedule.Tenant == Tenant && (IsAdmin || schedule.Owner == Name);
}
