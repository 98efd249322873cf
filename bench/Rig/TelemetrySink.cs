using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Bench;

/// <summary>An OTLP endpoint that counts what the app exports and keeps nothing.</summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, long> _bytes;

    private TelemetrySink(WebApplication app, ConcurrentDictionary<string, long> bytes) => (_app, _bytes) = (app, bytes);

    /// <summary>Bytes so far by signal: <c>logs</c>, <c>metrics</c>, <c>traces</c>.</summary>
    public IReadOnlyDictionary<string, long> Bytes => new Dictionary<string, long>(_bytes, StringComparer.Ordinal);

    /// <summary>Settings with which the app exports to here.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
    ];

    public static async Task<TelemetrySink> StartAsync()
    {
        var bytes = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async http =>
        {
            await using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            bytes.AddOrUpdate(http.Request.Path.Value!.Split('/')[^1], body.Length, (_, sum) => sum + body.Length);
            http.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        return new TelemetrySink(app, bytes);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
