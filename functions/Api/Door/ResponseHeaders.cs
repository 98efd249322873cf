using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Door;

/// <summary>Adds the headers that protect every answer, problems included: no cache keeps it, no browser guesses another type, and nothing in it is executed.</summary>
internal static class ResponseHeaders
{
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
