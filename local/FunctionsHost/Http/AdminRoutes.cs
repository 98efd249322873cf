using System.Net;
using Microsoft.AspNetCore.Http;

namespace AgentSched.FunctionsHost.Http;

/// <summary>POST /admin/functions/{timer} runs a timer function now; GET /admin/host/status says that the host is up. Loopback only.</summary>
internal sealed class AdminRoutes(Func<string, bool> startTimer)
{
    private const string Functions = "/admin/functions/";

    public async ValueTask<bool> TryAnswerAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var path = http.Request.Path.Value!.TrimEnd('/');
        // A page of another site can post here, too, but a browser then names its origin.
        if (http.Connection.RemoteIpAddress is { } caller && !IPAddress.IsLoopback(caller) || http.Request.Headers.ContainsKey("Origin"))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else if (HttpMethods.IsGet(http.Request.Method) && path.Equals("/admin/host/status", StringComparison.OrdinalIgnoreCase))
        {
            await http.Response.WriteAsJsonAsync(new { state = "Running" });
        }
        else if (HttpMethods.IsPost(http.Request.Method) && path.StartsWith(Functions, StringComparison.OrdinalIgnoreCase)
            && startTimer(path[Functions.Length..]))
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return true;
    }
}
