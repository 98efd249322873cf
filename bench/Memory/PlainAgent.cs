using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Bench;

/// <summary>An agent that gives every task the same answer and remembers nothing, so that a hundred thousand calls leave no trace.</summary>
internal sealed class PlainAgent : IAsyncDisposable
{
    private const string Answer = """{"response":"Nothing needs a decision.","metadata":{"cost_usd":0.004,"input_tokens":1200,"output_tokens":40,"model":"demo-1"},"session_id":"s","status":"success"}""";

    private readonly WebApplication _app;
    private int _calls;

    private PlainAgent(WebApplication app) =>
        (_app, Address) = (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));

    public Uri Address { get; }

    /// <summary>How many it has had.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public static async Task<PlainAgent> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        PlainAgent? agent = null;
        app.Run(async http =>
        {
            Interlocked.Increment(ref agent!._calls);
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(Answer);
        });
        await app.StartAsync();
        return agent = new PlainAgent(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
