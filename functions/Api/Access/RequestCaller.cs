using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>The caller of a request: set by the access middleware, read by endpoints.</summary>
internal static class RequestCaller
{
    private static readonly object ItemKey = new();

    extension(Caller caller)
    {
        /// <summary>The caller that the access middleware authenticated.</summary>
        public static Caller Of(HttpRequest request) => (Caller)request.HttpContext.Items[ItemKey]!;

        public void Enter(HttpContext context) => context.Items[ItemKey] = caller;
    }
}
