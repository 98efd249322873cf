using AgentSched.Health;
using AgentSched.Http;
using AgentSched.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AgentSched.Access;

/// <summary>
/// The one door of all HTTP functions: who has no valid key gets no further, and what breaks inside comes out as a problem
/// without a word of the exception. Other triggers pass.
/// </summary>
internal sealed class AccessMiddleware(KeyTable keys, IOptions<AgentSchedOptions> options, TimeProvider clock, ILogger<AccessMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1); // one write an hour a key, not one a request

    private readonly ApiKey? _adminKey = ApiKey.TryParse(options.Value.AdminKey, out var key) ? key : null;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            if (!HasOwnDoor(context.FunctionDefinition.Name))
            {
                if (await FindCallerAsync(http.Request, context.CancellationToken) is not { } caller)
                {
                    http.Response.Headers.WWWAuthenticate = "Bearer";
                    await Problem.Unauthorized().ExecuteAsync(http);
                    return;
                }

                caller.Enter(http);
            }

            await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up: there is nobody to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            logger.RequestFailed(e, context.FunctionDefinition.Name);
            http.Response.Clear();
            await Problem.Unexpected().ExecuteAsync(http);
        }
    }

    /// <summary>Functions that need no key: the probe, and the callback, which has a token of its own.</summary>
    private static bool HasOwnDoor(string function) => function is nameof(HealthEndpoints.Health) or nameof(CallbackEndpoints.ReceiveCallback);

    private async Task<Caller?> FindCallerAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!ApiKey.TryParse(Sent(request.Headers), out var sent))
        {
            return null;
        }

        if (_adminKey is not null && sent.Id == _adminKey.Id)
        {
            return sent.Matches(_adminKey.Hash) ? new Caller(AgentSchedOptions.DefaultTenant, "admin", Role.Admin) : null;
        }

        var now = clock.GetUtcNow();
        var key = await keys.FindAsync(sent.Id, cancel);
        if (key is null || !sent.Matches(key.Hash) || !key.IsOpenAt(now))
        {
            return null;
        }

        if (key.LastUsedAt is null || now - key.LastUsedAt >= TouchEvery)
        {
            await keys.TouchAsync(key.Id, now, cancel);
        }

        return key.Caller;
    }

    private static string? Sent(IHeaderDictionary headers)
    {
        const string Scheme = "Bearer ";
        StringValues authorization = headers.Authorization, own = headers["X-Api-Key"];
        return authorization is [{ } bearer] && bearer.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? bearer[Scheme.Length..].Trim()
            : own is [{ } key] ? key.Trim()
            : null;
    }
}
