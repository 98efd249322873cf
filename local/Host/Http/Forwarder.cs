using System.Globalization;
using System.Net;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Protocol;
using AgentSched.Hosting.Workers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace AgentSched.Hosting.Http;

/// <summary>Runs an HTTP function: the request goes to the worker's own HTTP endpoint, the invocation over its message stream.</summary>
internal sealed class Forwarder(IServiceProvider services, Invoker invoker, TimeSpan? timeout, CancellationToken stopping) : IDisposable
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
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var forwarding = Task.CompletedTask;
        try
        {
            await invoker.InvokeAsync(function, trigger: null, Metadata(http.Request), cancelling.Token, (worker, id) => forwarding = ForwardAsync(http, worker, id, cancelling));
        }
        finally
        {
            await forwarding;
        }
    }

    /// <summary>Forwards a request. If it does not reach the worker or its client disconnects, cancels the function, which would otherwise wait for it.</summary>
    private async Task ForwardAsync(HttpContext http, LoadedWorker worker, string id, CancellationTokenSource invocation)
    {
        var address = worker.Http ?? throw new InvalidOperationException("The worker has no HTTP endpoint: ConfigureFunctionsWebApplication is missing.");
        http.Request.Headers[InvocationId] = id;
        await using var ending = stopping.Register(() =>
        {
            // Server-sent events never end by themselves; other requests may finish.
            if (http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
                http.Abort();
        });
        if (await _forwarder.SendAsync(http, address.AbsoluteUri, _client, _config, Transformer.Instance, http.RequestAborted) != ForwarderError.None)
            await invocation.CancelAsync();
    }

    /// <summary>Values for parameters other than the request: the query, overridden by the route.</summary>
    private static Dictionary<string, TypedData> Metadata(HttpRequest request)
    {
        var metadata = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query.Where(entry => entry.Key is not "code"))
            metadata[name] = new TypedData { String = value.ToString() };
        foreach (var (name, value) in request.RouteValues)
            metadata[name] = value is null ? new TypedData() : new TypedData { String = Convert.ToString(value, CultureInfo.InvariantCulture) };
        return metadata;
    }

    /// <summary>Keeps the Host header and adds the X-Forwarded headers.</summary>
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
