using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Door;

/// <summary>
/// The one door of all HTTP functions and the one place that says no: who has no valid key gets no further, nor who is not to the thing that
/// the route names what <see cref="Policy"/> asks for. What breaks inside comes out as a problem without a word of the exception.
/// Other triggers pass.
/// </summary>
internal sealed class AccessMiddleware(CallerFinder callers, ThingFinder things, ILogger<AccessMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var function = context.FunctionDefinition.Name;
        try
        {
            if (await ObjectionAsync(function, http, context.CancellationToken) is { } objection)
            {
                await objection.ExecuteAsync(http);
                return;
            }

            await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up: there is nobody to answer.
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

    /// <summary>Why the request goes no further; null: it does, and carries its caller and what its route names.</summary>
    private async Task<IResult?> ObjectionAsync(string function, HttpContext http, CancellationToken cancel)
    {
        if (Policy.Of(function) is not var (need, thing))
        {
            return Problem.Forbidden($"nobody may call {function}");
        }

        if (need == Need.Nothing)
        {
            return null;
        }

        if (await callers.FindAsync(http.Request, cancel) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Unauthorized();
        }

        caller.Enter(http);
        if (thing == Thing.None)
        {
            return Refusal.Of(need, caller.Relation, function, owner: null);
        }

        var route = http.Request.RouteValues;
        if (thing == Thing.Owner)
        {
            return Refusal.Of(need, caller.RelationTo(ThingFinder.NameOf(route)), ThingFinder.Words(thing, route), owner: null);
        }

        var found = await things.FindAsync(caller, thing, route, cancel);
        found?.Enter(http);
        return Refusal.Of(need, found?.RelationTo(caller) ?? Relation.Stranger, ThingFinder.Words(thing, route), found?.Owner);
    }
}
