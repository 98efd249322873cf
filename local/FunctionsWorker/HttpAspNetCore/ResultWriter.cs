using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Executes the result of an HTTP function. Other values than results are not written, as with the original:
/// what stands on the response is what the caller gets.
/// </summary>
internal sealed class ResultWriter
{
    private static readonly ActionDescriptor NoAction = new();

#pragma warning disable CA1822 // resolved from the container, so that it exists only where the web application is configured
    public Task WriteAsync(FunctionContext context, HttpContext http) => Result(context) switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), NoAction)),
        IResult result => result.ExecuteAsync(http),
        _ => Task.CompletedTask,
    };
#pragma warning restore CA1822

    /// <summary>With several outputs the [HttpResult] property is the answer.</summary>
    private static object? Result(FunctionContext context) =>
        context.Features.Get<InvocationOutcome>() is not { } outcome ? null
        : outcome.Result is IActionResult or IResult ? outcome.Result
        : outcome.Outputs.Find(entry => entry.Binding is HttpResultAttribute)?.Value;
}
