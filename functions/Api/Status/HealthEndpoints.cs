using AgentSched.Base;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Status;

/// <summary>Health probe: needs no key, has no caller's data, reads no storage.</summary>
public sealed class HealthEndpoints
{
    /// <summary><c>GET /api/health</c>: 200 while the process answers.</summary>
    [Function(nameof(Health))]
    public IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        Results.Json(new { status = "ok" }, Json.Options);
}
