using AgentSched.Model.Access;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>The thing that a request's route names. The access middleware loads it; endpoints do not read it again.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Schedule">Its schedule. Null: the route names none.</param>
/// <param name="Run">Its run. Null: the route names none.</param>
internal sealed record RouteResource(StoredAgent Agent, EditableSchedule? Schedule = null, Run? Run = null)
{
    private static readonly object ItemKey = new();

    /// <summary>The owner that a refusal names.</summary>
    public string Owner => Schedule?.Schedule.Owner ?? Agent.Agent.Owner;

    /// <summary>The loaded thing. Null: the route names nothing, or (<see cref="Need.Put"/>) nothing that exists.</summary>
    public static RouteResource? In(HttpRequest request) => request.HttpContext.Items[ItemKey] as RouteResource;

    public void Enter(HttpContext context) => context.Items[ItemKey] = this;

    public Relation RelationTo(Caller caller) =>
        Schedule is not null ? caller.RelationTo(Schedule.Schedule, Agent.Agent)
        : Run is not null ? caller.RelationTo(Run, Agent.Agent)
        : caller.RelationTo(Agent.Agent);
}
