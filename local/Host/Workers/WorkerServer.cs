using System.Collections.Concurrent;
using System.Net;
using AgentSched.Hosting.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Workers;

/// <summary>The gRPC server on a free loopback port that workers connect to.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    public const int MaxMessageBytes = int.MaxValue;

    private readonly WebApplication _app;
    private readonly Expected _expected = new();

    private WorkerServer(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers).AddSingleton(_expected).AddRouting()
            .AddGrpc(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (MaxMessageBytes, MaxMessageBytes));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.MapGrpcService<Service>();
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<WorkerServer> StartAsync(ILoggerFactory loggers, CancellationToken cancel)
    {
        var server = new WorkerServer(loggers);
        await server._app.StartAsync(cancel);
        return server;
    }

    /// <summary>Registers a worker that is about to be started.</summary>
    public void Expect(string workerId, WorkerChannel channel) => _expected.Workers[workerId] = channel;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Workers that were started and have not connected yet, by id.</summary>
    internal sealed class Expected
    {
        public ConcurrentDictionary<string, WorkerChannel> Workers { get; } = new(StringComparer.Ordinal);
    }

    internal sealed class Service(Expected expected) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            if (!await requestStream.MoveNext(context.CancellationToken)
                || requestStream.Current.StartStream is not { } start
                || !expected.Workers.TryRemove(start.WorkerId, out var channel))
                throw new Grpc.Core.RpcException(new Status(StatusCode.InvalidArgument, "The first message must be StartStream with the id of a worker that this host started."));
            await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}
