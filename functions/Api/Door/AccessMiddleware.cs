using AgentSched.Api.Http;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Door;

/// <summary>
/// Checks access to all HTTP functions: refuses a request without a valid key, or whose caller lacks the relation that <see cref="Policy"/> requires
/// to the thing in the route, one that another site makes with a caller's session (<see cref="CrossSite"/>), and input that the function does not read (<see cref="Inputs"/>). An unhandled exception becomes a problem without the exception's text. Other triggers pass.
/// </summary>
internal sealed class AccessMiddleware(CallerFinder callers, AccessCheck access, ILogger<AccessMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var function = context.FunctionDefinition.Name;
        ResponseHeaders.Protect(http.Response);
        ResponseHeaders.TellPatch(http.Response, function);
        try
        {
            if ((await ObjectionAsync(function, http, context.CancellationToken) ?? await Inputs.ObjectionAsync(function, http.Request, context.CancellationToken)) is { } objection)
            {
                await objection.ExecuteAsync(http);
                return;
            }

            await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected; there is nobody to answer.
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Problem.BadRequest(e.StatusCode).ExecuteAsync(http);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            logger.RequestFailed(e, function);
            http.Response.Clear();
            await Problem.Unexpected().ExecuteAsync(http);
        }
    }

    /// <summary>The problem to answer. Null: access is allowed, and the request carries its caller and the thing that its route names.</summary>
    private async Task<IResult?> ObjectionAsync(string function, HttpContext http, CancellationToken cancel)
    {
        if (Policy.Of(function) is not var (need, _))
        {
            return Problem.Forbidden($"nobody may call {function}");
        }

        if (need == Need.Nothing)
        {
            return null;
        }

        var identified = await callers.FindAsync(http.Request, cancel);
        if (identified.Caller is not { } caller)
        {
            if (identified.Wait is { } wait)
            {
                ResponseHeaders.TellLimit(http.Response, identified.Quota, wait);
                return Problem.WrongKeys(wait);
            }

            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Unauthorized();
        }

        if (identified.IsSession && CrossSite.Objection(http.Request.Headers) is { } foreign)
        {
            return foreign;
        }

        return await access.ObjectionAsync(function, caller, http, cancel);
    }
}
