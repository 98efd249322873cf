using System.Net;

namespace AgentSched.Outbound.Guard;

/// <summary>HTTP handler for all addresses that callers supply: through the network guard, no redirects, no proxy, no cookies.</summary>
internal static class GuardedHandler
{
    public static SocketsHttpHandler New(NetworkGuard guard) => new()
    {
        AllowAutoRedirect = false, // a redirect could bypass the guard
        UseProxy = false, // so could a proxy
        UseCookies = false,
        ConnectCallback = guard.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed DNS entry is seen
        AutomaticDecompression = DecompressionMethods.GZip, // limits apply to the decompressed bytes
    };
}
