using System.Collections.Frozen;
using System.Globalization;
using AgentSched.Api.OpenApi;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Door;

/// <summary>Adds the headers that protect every answer, problems included: no cache keeps it, no browser guesses another type, and nothing in it is executed.</summary>
internal static class ResponseHeaders
{
    /// <summary>What a PATCH reads (RFC 5789).</summary>
    private const string Patch = $"{ApiDocument.MergePatch}, application/json";

    /// <summary>The functions of paths that have a PATCH.</summary>
    private static readonly FrozenSet<string> Patched = Policy.HttpFunctions(typeof(ResponseHeaders).Assembly).ToLookup(function => function.Trigger.Route, StringComparer.Ordinal)
        .Where(path => path.Any(function => function.Trigger.Methods?.Contains("patch") == true)).SelectMany(path => path).Select(function => function.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Says on every answer of a path that has a PATCH what it reads.</summary>
    public static void TellPatch(HttpResponse response, string function)
    {
        if (Patched.Contains(function))
        {
            response.Headers["Accept-Patch"] = Patch;
        }
    }

    /// <summary>Says which limit a refused request met, in the fields of the IETF's draft: the quota of a minute, and when there is more of it.</summary>
    public static void TellLimit(HttpResponse response, int quota, TimeSpan wait)
    {
        response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"wrong-keys\";q={quota};w=60");
        response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"wrong-keys\";r=0;t={Math.Ceiling(wait.TotalSeconds)}");
    }

    /// <summary>Adds them when the answer starts, where the endpoint has not set its own: only the API's description may be cached, and its page has a policy for its own script.</summary>
    public static void Protect(HttpResponse response) => response.OnStarting(
        static state =>
        {
            var headers = ((HttpResponse)state).Headers;
            headers.XContentTypeOptions = "nosniff";
            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store";
            }

            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            }

            return Task.CompletedTask;
        },
        response);
}
