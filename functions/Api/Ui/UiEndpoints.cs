using AgentSched.Api.Access;
using AgentSched.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Api.Ui;

/// <summary>Serves the dashboard. Needs no key, because the page holds no data: it reads them from the API as whoever signs in.</summary>
public sealed class UiEndpoints(IConfiguration configuration)
{
    private const string SignInPath = "sign-in.json";
    private const string PlatformSignIn = "/.auth/login/aad"; // of App Service authentication
    private const string Root = "/api/ui"; // routePrefix in host.json and the route
    private const string Assets = "assets/";

    // Everything comes from the app itself; no inline script or style, no frame, no other host.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>
    /// <c>GET /api/ui/…</c>: a file of the dashboard, or <c>sign-in.json</c>: where the platform signs callers in (<c>signIn</c>; null: it does not). Other paths
    /// are views of the page, which reads them itself, so they answer the page.
    /// </summary>
    [Function(nameof(GetUi))]
    public IResult GetUi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ui/{*path}")] HttpRequest request)
    {
        var path = request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase, out var rest) ? rest.Value!.TrimStart('/') : string.Empty;
        if (path == SignInPath)
        {
            return Results.Json(new { signIn = PlatformAuthentication.IsOn(configuration) ? PlatformSignIn : null });
        }

        if (UiFiles.Find(path) is not { } file)
        {
            if (path.StartsWith(Assets, StringComparison.Ordinal))
            {
                return Problem.NotFound(request.Path); // of another version of the app
            }

            file = UiFiles.Page;
        }

        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return file.Answer(request);
    }
}
