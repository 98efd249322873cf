using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Support;

/// <summary>A server on loopback that answers what a test tells it to, down to answers that no honest agent would send.</summary>
public sealed class AnsweringServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AnsweringServer(WebApplication app) =>
        (_app, Address) = (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));

    public Uri Address { get; }

    /// <summary>What was asked so far: method and path, headers, body.</summary>
    public ConcurrentQueue<(string Line, IHeaderDictionary Headers, string Body)> Requests { get; } = new();

    public static async Task<AnsweringServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        AnsweringServer? server = null;
        app.Run(async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            var headers = new HeaderDictionary(http.Request.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase));
            server!.Requests.Enqueue(($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", headers, await body.ReadToEndAsync()));
            await answer(http);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server = new AnsweringServer(app);
    }

    /// <summary>A server that always answers the same.</summary>
    public static Task<AnsweringServer> StartAsync(int status, string? body = null, string type = "application/json") => StartAsync(async http =>
    {
        (http.Response.StatusCode, http.Response.ContentType) = (status, type);
        if (body is not null)
        {
            await http.Response.WriteAsync(body);
        }
    });

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }
}
