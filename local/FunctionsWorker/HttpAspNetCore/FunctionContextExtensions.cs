using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextExtensions
{
    /// <summary>Null where another trigger than HTTP started the function.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) => context.Features.Get<VisibleRequest>()?.Http;
}
