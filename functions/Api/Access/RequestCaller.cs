using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>Who sent a request, from the door to the endpoint.</summary>
internal static class RequestCaller
{
    private static readonly object ItemKey = new();

    extension(Caller caller)
    {
        /// <summary>The caller that the door let in.</summary>
        public static Caller Of(HttpRequest request) => (Caller)request.HttpContext.Items[ItemKey]!;

        public void Enter(HttpContext context) => context.Items[ItemKey] = caller;
    }
}
