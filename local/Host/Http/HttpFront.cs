using System.Globalization;
using System.Net;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
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
    private readonly ILogger _log;
    private readonly TaskCompletionSource<Routes> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HttpFront(int port, ILoggerFactory loggers)
    {
        _log = loggers.CreateLogger(HostLog.Category);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Takes the port. Requests wait until <see cref="Open"/>.</summary>
    /// <exception cref="HostException">The port is taken.</exception>
    public static async Task<HttpFront> StartAsync(int port, ILoggerFactory loggers, CancellationToken cancel)
    {
        var front = new HttpFront(port, loggers);
        try
        {
            await front._app.StartAsync(cancel);
            front.Address = new Uri(front._app.Urls.Single() + "/");
            return front;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await front.DisposeAsync();
            throw new HostException(string.Create(CultureInfo.InvariantCulture, $"Port {port} is in use; stop what listens there, or choose another port (0: any free one)"), e);
        }
    }

    public void Open(IReadOnlyList<string> functions, IEnumerable<HttpRoute> routes, Invoker invoker, TimeSpan? timeout, Func<string, bool> startTimer) =>
        _ready.TrySetResult(new Routes([.. routes.OrderBy(route => route.Function.Name, StringComparer.OrdinalIgnoreCase)], new Forwarder(_app.Services, invoker, timeout, _app.Lifetime.ApplicationStopping), functions, startTimer));

    /// <summary>Takes no new requests, and waits for the running ones until <paramref name="cancel"/>.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        _ready.TrySetCanceled(CancellationToken.None);
        await _app.StopAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_ready.Task.IsCompletedSuccessfully)
            (await _ready.Task).Forwarder.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var routes = await _ready.Task.WaitAsync(http.RequestAborted);
        if (TryAdmin(http, routes.StartTimer))
        {
            if (http.Response.StatusCode == StatusCodes.Status200OK && http.Request.Path.Value!.Contains("/functions", StringComparison.OrdinalIgnoreCase))
                await http.Response.WriteAsJsonAsync(routes.Functions.Select(name => new { name }), http.RequestAborted);
            return;
        }

        // The Functions host ranks by name only: the first match wins, and a wrong method is a 404.
        if (routes.Http.FirstOrDefault(route => route.Matches(http)) is not { } match)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (http.Request.ContentLength > MaxBodyBytes)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        try
        {
            await routes.Forwarder.RunAsync(http, match.Function);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone and needs no answer.
        }
        catch (Exception e)
        {
            Fail(http, match.Function, e);
        }
    }

    /// <summary>500 without a body, as from the Functions host. Once a body has begun, only an abort can tell the client.</summary>
    private void Fail(HttpContext http, FunctionEntry function, Exception error)
    {
        _log.RequestFailed(error, function.Name, http.Request.Method); // without the path, which may hold a token
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    /// <summary><c>POST /admin/functions/NAME</c> runs a timer; <c>GET /admin/functions</c> lists names; <c>GET /admin/host/status</c> says that the host is up.</summary>
    private static bool TryAdmin(HttpContext http, Func<string, bool> startTimer)
    {
        const string Functions = "/admin/functions/";
        var path = http.Request.Path.Value!.TrimEnd('/');
        if (path.Length == 0)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return true;
        }

        if (!http.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase))
            return false;

        // A page of another site can post here, but its browser then sends an origin.
        http.Response.StatusCode = http.Request.Headers.ContainsKey("Origin") ? StatusCodes.Status403Forbidden
            : HttpMethods.IsGet(http.Request.Method) && path.ToUpperInvariant() is "/ADMIN/HOST/STATUS" or "/ADMIN/FUNCTIONS" ? StatusCodes.Status200OK
            : HttpMethods.IsPost(http.Request.Method) && path.StartsWith(Functions, StringComparison.OrdinalIgnoreCase) && startTimer(path[Functions.Length..]) ? StatusCodes.Status202Accepted
            : StatusCodes.Status404NotFound;
        return true;
    }

    private sealed record Routes(IReadOnlyList<HttpRoute> Http, Forwarder Forwarder, IReadOnlyList<string> Functions, Func<string, bool> StartTimer);
}
