using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentSched.Demo;

/// <summary>
/// An agent on loopback that speaks the <c>trinity</c> protocol and costs nothing, for the quick start, the tests and the benchmarks.
/// The same address also serves as an <c>openai</c> agent, and <c>/webhook</c> as a <c>webhook</c> agent.
/// <para>
/// Routes: <c>POST /api/task</c>, <c>POST /api/chat</c>, <c>GET /api/chat/session</c>, <c>GET /health</c>, <c>GET /api/health</c>;
/// <c>POST /v1/chat/completions</c>, <c>GET /v1/models</c>; <c>POST /webhook</c>, <c>HEAD /webhook</c>.
/// Directives in square brackets within a task's message control the answer:
/// </para>
/// <list type="table">
/// <item><term><c>[slow 5s]</c></term><description>answers after that time (<c>200ms</c>, <c>5s</c>, <c>2m</c>); combines with all others</description></item>
/// <item><term><c>[status 503]</c></term><description>answers with that error, or below 300 as usual under that status; <c>[status 429 retry-after 2]</c> adds the header, <c>[status 500 plain]</c> gives the detail as text</description></item>
/// <item><term><c>[fail 2 then ok]</c></term><description>the first two calls with the same idempotency key answer 503</description></item>
/// <item><term><c>[async 3s]</c></term><description>answers 202 and sends the result to <c>async_result.callback_url</c> (or <c>callback.url</c>) after that time, with <c>async_result.token</c>
/// in <c>X-Callback-Token</c>; <c>[async never]</c> sends no result</description></item>
/// <item><term><c>[response 20000]</c></term><description>a response of exactly that many characters</description></item>
/// <item><term><c>[log 100000]</c></term><description>an execution log of about that many bytes</description></item>
/// <item><term><c>[cost 0.25]</c></term><description>costs that many USD</description></item>
/// <item><term><c>[tokens 1000 500]</c></term><description>tokens in and out</description></item>
/// <item><term><c>[garbage]</c></term><description>answers 200 with something that is not JSON</description></item>
/// <item><term><c>[redirect http://…]</c></term><description>answers 302</description></item>
/// <item><term><c>[close]</c></term><description>aborts the connection</description></item>
/// </list>
/// An invalid directive is answered with a 400 that quotes it.
/// </summary>
public sealed class DemoAgent : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CallLog _log;
    private readonly DemoRoutes _routes;
    private int _disposed;

    private DemoAgent(WebApplication app, CallLog log, DemoRoutes routes)
    {
        (_app, _log, _routes) = (app, log, routes);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>The agent's base address.</summary>
    public Uri Address { get; }

    /// <summary>A copy of the task calls so far, in order of arrival.</summary>
    public IReadOnlyList<DemoCall> Calls => _log.Snapshot();

    /// <summary>False: the health probes answer 503.</summary>
    public bool Healthy
    {
        get => _routes.Healthy;
        set => _routes.Healthy = value;
    }

    /// <summary>Starts an agent; it listens when this returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<DemoAgent> StartAsync(DemoAgentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DemoAgentOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        var app = builder.Build();
        var log = new CallLog();
        var routes = new DemoRoutes(options, log);
        app.Run(routes.HandleAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            return new DemoAgent(app, log, routes);
        }
        catch
        {
            routes.Dispose();
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the first call that matches, among past and future calls.</summary>
    public Task<DemoCall> WaitForCallAsync(Func<DemoCall, bool> predicate, CancellationToken cancellationToken = default) =>
        _log.WaitAsync(calls => calls.FirstOrDefault(predicate), cancellationToken);

    /// <summary>Waits for the first finished call that matches, among past and future calls.</summary>
    public Task<DemoCall> WaitForFinishedAsync(Func<DemoCall, bool> predicate, CancellationToken cancellationToken = default) =>
        _log.WaitAsync(calls => calls.FirstOrDefault(call => call.FinishedAt is not null && predicate(call)), cancellationToken);

    /// <summary>Waits until there are at least <paramref name="count"/> calls, and returns them.</summary>
    public Task<IReadOnlyList<DemoCall>> WaitForCallsAsync(int count, CancellationToken cancellationToken = default) =>
        _log.WaitAsync<IReadOnlyList<DemoCall>>(calls => calls.Count >= count ? [.. calls] : null, cancellationToken);

    /// <summary>Aborts running calls, drops pending callbacks and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        await _routes.StopAsync();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _routes.Dispose();
    }

    /// <summary>Leaves signals to the owner of the process, which may run several agents.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
