using System.Net;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Settings;
using AgentSched.Hosting.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Http;

/// <summary>Serves the functions' routes and the admin routes on loopback.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const long MaxBodyBytes = 100 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly Forwarder _forwarder;
    private readonly ILogger _log;

    private HttpFront(int port, Invoker invoker, TimeSpan? timeout, ILoggerFactory loggers)
    {
        _log = loggers.CreateLogger(HostLog.Category);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers).AddRouting().AddHttpForwarder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _app = builder.Build();
        _forwarder = new Forwarder(_app.Services, invoker, timeout, _app.Lifetime.ApplicationStopping);
    }

    public Uri Address => new(_app.Urls.Single() + "/");

    /// <param name="settings">Provides the port and the route prefix.</param>
    /// <param name="functions">The HTTP functions.</param>
    /// <param name="names">Names of all functions.</param>
    /// <param name="invoker">Runs them.</param>
    /// <param name="startTimer">Starts a timer by name; false: there is no such timer.</param>
    /// <param name="loggers">The host's logger factory.</param>
    /// <param name="cancel">Cancels the start.</param>
    public static async Task<HttpFront> StartAsync(
        HostSettings settings, IEnumerable<FunctionEntry> functions, IReadOnlyList<string> names, Invoker invoker, Func<string, bool> startTimer, ILoggerFactory loggers, CancellationToken cancel)
    {
        var front = new HttpFront(settings.Port, invoker, settings.FunctionTimeout, loggers);
        front.MapAdmin(names, startTimer);

        // The Functions host ranks by name only: the first match wins.
        foreach (var (rank, function) in functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Index())
        {
            var (path, methods) = (HttpRoutes.PathOf(function, settings.RoutePrefix), HttpRoutes.MethodsOf(function));
            RequestDelegate answer = http => front.AnswerAsync(http, function);
            var route = methods.Count == 0 ? front._app.Map(path, answer) : front._app.MapMethods(path, methods, answer);
            route.WithOrder(rank + 1);
        }

        await front._app.StartAsync(cancel);
        return front;
    }

    /// <summary>Takes no new requests, and waits for the running ones until <paramref name="cancel"/> fires.</summary>
    public Task StopAsync(CancellationToken cancel) => _app.StopAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _forwarder.Dispose();
    }

    /// <summary><c>POST /admin/functions/NAME</c> runs a timer; <c>GET /admin/functions</c> lists names; <c>GET /admin/host/status</c> reports that the host is up.</summary>
    private void MapAdmin(IReadOnlyList<string> names, Func<string, bool> startTimer)
    {
        _app.Use(async (http, next) =>
        {
            // A page of another site can post here, but the browser then sends an Origin header.
            if (http.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) && http.Request.Headers.ContainsKey("Origin"))
            {
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            await next(http);
            if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed && !http.Items.ContainsKey(nameof(FunctionEntry)))
            {
                http.Response.Clear(); // a wrong method is answered like an unknown path
                http.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        });
        _app.Map("/", http => Answer(http, StatusCodes.Status204NoContent));
        _app.MapGet("/admin/host/status", http => Answer(http, StatusCodes.Status200OK));
        _app.MapGet("/admin/functions", http => http.Response.WriteAsJsonAsync(names.Select(name => new { name }), http.RequestAborted));
        _app.MapPost("/admin/functions/{name}", http => Answer(http, startTimer((string)http.Request.RouteValues["name"]!) ? StatusCodes.Status202Accepted : StatusCodes.Status404NotFound));
    }

    private static Task Answer(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext http, FunctionEntry function)
    {
        http.Items[nameof(FunctionEntry)] = function;
        if (http.Request.ContentLength > MaxBodyBytes)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        try
        {
            await _forwarder.RunAsync(http, function);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone and needs no answer.
        }
        catch (Exception e)
        {
            _log.RequestFailed(e, function.Name, http.Request.Method); // without the path, which may hold a token
            if (http.Response.HasStarted)
            {
                http.Abort(); // the body has begun: only an abort signals the failure
                return;
            }

            http.Response.Clear(); // 500 without a body, as from the Functions host
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }
}
