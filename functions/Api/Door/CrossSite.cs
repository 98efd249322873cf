using AgentSched.Api.Http;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Door;

/// <summary>
/// Refuses requests that another site makes with the caller's session. A browser sends a session along by itself, so a session alone does not show that the caller wanted the request. API keys and
/// tokens are sent in headers that another site cannot set.
/// </summary>
internal static class CrossSite
{
    /// <summary>Header that pages of this app send with their requests, for browsers without <c>Sec-Fetch-Site</c>. Another site cannot set it unless the deployment allows that by CORS.</summary>
    public const string PageHeader = "X-AgentSched-Page";

    /// <summary>Whether the platform authenticated a request by a session: it has no token of its own.</summary>
    public static bool IsSession(IHeaderDictionary headers) => string.IsNullOrEmpty(Headers.Bearer(headers)) && headers["X-ZUMO-AUTH"] is not [{ Length: > 0 }];

    /// <summary>The problem to answer. Null: the browser says that the request comes from this app's own origin or from the user, or it has <see cref="PageHeader"/>.</summary>
    public static IResult? Objection(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"] is ["same-origin" or "none"] || headers[PageHeader] is [{ Length: > 0 }] ? null
        : Problem.Forbidden($"the request does not come from a page of this app; with a session, it needs Sec-Fetch-Site same-origin or none, which browsers send, or the header {PageHeader}; programs send an API key or a token");
}
