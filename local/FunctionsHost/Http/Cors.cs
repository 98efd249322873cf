using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Http;

/// <summary>Host:CORS of local.settings.json: * or origins parted by commas; Host:CORSCredentials lets cookies through.</summary>
internal sealed class Cors(IConfiguration settings)
{
    private readonly string[] _origins = (settings["Host:CORS"] ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    private readonly bool _credentials = settings.GetValue("Host:CORSCredentials", false);

    /// <returns>True: the request asked only for leave, and has its answer.</returns>
    public bool Answer(HttpContext http)
    {
        if (_origins.Length == 0 || http.Request.Headers.Origin.ToString() is not { Length: > 0 } origin)
        {
            return false;
        }

        var any = _origins.Contains("*", StringComparer.Ordinal);
        var preflight = HttpMethods.IsOptions(http.Request.Method) && http.Request.Headers.ContainsKey("Access-Control-Request-Method");
        if (any || _origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            var headers = http.Response.Headers;
            headers.AccessControlAllowOrigin = any && !_credentials ? "*" : origin;
            headers.Vary = "Origin";
            if (_credentials)
            {
                headers.AccessControlAllowCredentials = "true";
            }

            if (preflight)
            {
                headers.AccessControlAllowMethods = http.Request.Headers.AccessControlRequestMethod;
                headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
            }
        }

        if (preflight)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        return preflight;
    }
}
