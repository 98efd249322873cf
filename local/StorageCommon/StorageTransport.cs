using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage;

/// <summary>One connection pool for all clients of the process.</summary>
internal static class StorageTransport
{
    // Azure.Core hands every new options object the same default transport; anything else was set by the user.
    private static readonly HttpPipelineTransport CoreDefault = new Untouched().Transport;

    private static readonly HttpClientTransport Shared = new(new HttpClient(
        new SocketsHttpHandler
        {
            // A burst of due runs has hundreds of small requests in flight; queueing them behind few connections would add latency.
            MaxConnectionsPerServer = 256,
            // Long-lived connections would stick to an address after a failover or a move of the account.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Below Azurite's and the front ends' own idle limits, so that a request is seldom sent into a closing connection.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            Expect100ContinueTimeout = TimeSpan.Zero,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            Proxy = new ProxyUnlessLoopback(HttpClient.DefaultProxy),
        },
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan, // RetryOptions.NetworkTimeout rules
    });

    public static void UseUnlessSet(ClientOptions options)
    {
        if (ReferenceEquals(options.Transport, CoreDefault))
        {
            options.Transport = Shared;
        }
    }

    private sealed class Untouched : ClientOptions;

    /// <summary>The machine's proxy settings, but never for Azurite on this machine.</summary>
    private sealed class ProxyUnlessLoopback(IWebProxy machine) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => machine.Credentials;
            set => machine.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => machine.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || machine.IsBypassed(host);
    }
}
