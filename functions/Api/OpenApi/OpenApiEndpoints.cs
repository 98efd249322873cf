using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.OpenApi;

/// <summary>Serves the description of this API, for programs and for people. Needs no key because it has no caller's data.</summary>
public sealed class OpenApiEndpoints
{
    /// <summary><c>GET /api/openapi.json</c>: OpenAPI 3.1.</summary>
    [Function(nameof(GetOpenApi))]
    public IResult GetOpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        ApiDocument.Served.Answer(request);

    /// <summary><c>GET /api/docs</c>: the description as a page, which loads nothing else.</summary>
    [Function(nameof(GetDocs))]
    public IResult GetDocs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.ContentSecurityPolicy = DocsPage.ContentSecurityPolicy;
        return DocsPage.Served.Answer(request);
    }
}
