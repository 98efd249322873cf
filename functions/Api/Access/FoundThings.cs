using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>What endpoints take from their requests; which of them is there follows from the function's line in <c>Policy</c>.</summary>
internal static class FoundThings
{
    public static StoredAgent FoundAgent(this HttpRequest request) => RequestedThing.In(request)!.Agent;

    public static Editable FoundSchedule(this HttpRequest request) => RequestedThing.In(request)!.Schedule!;

    public static (Run Run, Agent Agent) FoundRun(this HttpRequest request) => RequestedThing.In(request) is { } found ? (found.Run!, found.Agent.Agent) : default;
}
