using System.Net;
using AgentSched.Hosting.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Workers;

/// <summary>The gRPC server on a free loopback port.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    public const int MaxMessageBytes = int.MaxValue;

    private readonly WebApplication _app;
    private readonly WorkerService.Expected _expected = new();

    private WorkerServer(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(_expected);
        builder.Services.AddRouting();
        builder.Services.AddGrpc(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (MaxMessageBytes, MaxMessageBytes));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.MapGrpcService<WorkerService>();
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<WorkerServer> StartAsync(ILoggerFactory loggers, CancellationToken cancel)
    {
        var server = new WorkerServer(loggers);
        await server._app.StartAsync(cancel);
        server.Address = new Uri(server._app.Urls.Single());
        return server;
    }

    /// <summary>Registers a worker that is about to be started.</summary>
    public WorkerService.Connection Expect(string workerId, Action<RpcLog> log) =>
        _expected.Workers.GetOrAdd(workerId, _ => new WorkerService.Connection(new WorkerChannel(log)));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
