using AgentSched.Model.Access;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>What the route of a request names, as the door read it: endpoints take it from the request and do not read it again.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Schedule">Its schedule. Null: the route names none.</param>
/// <param name="Run">Its run. Null: the route names none.</param>
internal sealed record RequestedThing(StoredAgent Agent, Editable? Schedule = null, Run? Run = null)
{
    private static readonly object ItemKey = new();

    /// <summary>Whose it is: what a refusal names.</summary>
    public string Owner => Schedule?.Schedule.Owner ?? Agent.Agent.Owner;

    /// <summary>Null: the route names nothing, or (<see cref="Need.Put"/>) nothing that is there.</summary>
    public static RequestedThing? In(HttpRequest request) => request.HttpContext.Items[ItemKey] as RequestedThing;

    public void Enter(HttpContext context) => context.Items[ItemKey] = this;

    public Relation RelationTo(Caller caller) =>
        Schedule is not null ? caller.RelationTo(Schedule.Schedule, Agent.Agent)
        : Run is not null ? caller.RelationTo(Run, Agent.Agent)
        : caller.RelationTo(Agent.Agent);
}
