using System.Net;
using AgentSched.Hosting.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace AgentSched.Hosting.Http;

/// <summary>Runs an HTTP function: the request goes to the worker's own HTTP endpoint, the invocation over its message stream.</summary>
internal sealed class Forwarder(IServiceProvider services, Invoker invoker, TimeSpan? timeout) : IDisposable
{
    private const string InvocationId = "x-ms-invocation-id";

    private readonly IHttpForwarder _forwarder = services.GetRequiredService<IHttpForwarder>();
    private readonly ForwarderRequestConfig _config = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = timeout ?? TimeSpan.FromDays(1),
        AllowResponseBuffering = false,
    };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(15),
    });

    public void Dispose() => _client.Dispose();

    public async Task RunAsync(HttpContext http, FunctionEntry function)
    {
        var forwarding = Task.FromResult(ForwarderError.None);
        var invocation = invoker.InvokeAsync(function, trigger: null, metadata: null, http.RequestAborted, (worker, id) =>
        {
            http.Request.Headers[InvocationId] = id;
            var address = worker.Http ?? throw new InvalidOperationException("The worker has no HTTP endpoint: ConfigureFunctionsWebApplication is missing.");
            forwarding = _forwarder.SendAsync(http, address.AbsoluteUri, _client, _config, Transformer.Instance, http.RequestAborted).AsTask();
        });

        // Awaited in either order: when the invocation fails, its answer decides; when forwarding fails, the function gets no request and must end.
        try
        {
            await invocation;
        }
        finally
        {
            await forwarding;
        }
    }

    /// <summary>Keeps the host name and says where the request came from.</summary>
    private sealed class Transformer : HttpTransformer
    {
        public static readonly Transformer Instance = new();

        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", httpContext.Request.Host.Value);
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", httpContext.Request.Scheme);
        }
    }
}
