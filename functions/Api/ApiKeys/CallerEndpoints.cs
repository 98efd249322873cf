using AgentSched.Api.Access;
using AgentSched.Base;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.ApiKeys;

/// <summary>Tells callers who they are to this app: the name to give to others who share an agent with them.</summary>
public sealed class CallerEndpoints
{
    /// <summary><c>GET /api/me</c>: name, display name, role and tenant of the caller.</summary>
    [Function(nameof(GetMe))]
    public IResult GetMe([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request)
    {
        var caller = Caller.Of(request);
        return Results.Json(new { caller.Name, caller.DisplayName, caller.Role, caller.Tenant }, Json.Options);
    }
}
