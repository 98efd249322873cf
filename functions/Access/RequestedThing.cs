using AgentSched.Agents;
using AgentSched.Api.Access;
using AgentSched.Runs;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Access;

/// <summary>What the route of a request names, as <see cref="AccessMiddleware"/> read it: endpoints take it from the request and do not read it again.</summary>
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

/// <summary>What endpoints take from their requests; which of them is there follows from the function's line in <see cref="Policy"/>.</summary>
internal static class FoundThings
{
    public static StoredAgent FoundAgent(this HttpRequest request) => RequestedThing.In(request)!.Agent;

    public static Editable FoundSchedule(this HttpRequest request) => RequestedThing.In(request)!.Schedule!;

    public static (Run Run, Agent Agent) FoundRun(this HttpRequest request) => RequestedThing.In(request) is { } found ? (found.Run!, found.Agent.Agent) : default;
}
