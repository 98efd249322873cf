using AgentSched.FunctionsHost.Functions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AgentSched.FunctionsHost.Http;

/// <summary>Takes requests from Kestrel to the functions. Nothing is buffered on the way back.</summary>
internal sealed partial class HttpFront(
    IHttpContextFactory contexts, IReadOnlyList<HttpRoute> routes, FunctionRunner runner, AdminRoutes admin, Cors cors, FunctionKeys keys, ILoggerFactory loggers)
    : IHttpApplication<HttpContext>
{
    private readonly ILogger _log = loggers.CreateLogger("AgentSched.FunctionsHost.Http");

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => contexts.Create(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception) => contexts.Dispose(context);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (cors.Answer(context) || await admin.TryAnswerAsync(context))
        {
            return;
        }

        if (routes.FirstOrDefault(route => route.Matches(context)) is not { } match)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!keys.Allow(context.Request, match))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            await runner.RunAsync(match.Function, new HttpTrigger(context), context.RequestAborted);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(_log, match.Function.Name);
        }
        catch (Exception e)
        {
            Fail(context, match.Function, e);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "{Function}: the caller went away")]
    private static partial void LogAborted(ILogger logger, string function);

    [LoggerMessage(2, LogLevel.Error, "{Function} failed ({Method})")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, string method);

    /// <summary>500 and no body, as from the original; once a body has begun, only an abort can tell the caller.</summary>
    private void Fail(HttpContext context, FunctionEntry function, Exception error)
    {
        if (!(error is OperationCanceledException && runner.Stopping.IsCancellationRequested))
        {
            LogFailed(_log, error, function.Name, context.Request.Method); // no path: it may hold a token
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
    }
}
