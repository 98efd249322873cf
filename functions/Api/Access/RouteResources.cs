using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>Things that the access middleware loaded for a request; the function's rule in <c>Policy</c> says which are present.</summary>
internal static class RouteResources
{
    public static StoredAgent FoundAgent(this HttpRequest request) => RouteResource.In(request)!.Agent;

    public static EditableSchedule FoundSchedule(this HttpRequest request) => RouteResource.In(request)!.Schedule!;

    public static (Run Run, Agent Agent) FoundRun(this HttpRequest request) => RouteResource.In(request) is { } found ? (found.Run!, found.Agent.Agent) : default;
}
