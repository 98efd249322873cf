using System.Net;

namespace AgentSched.Outbound.Guard;

/// <summary>The one way out of the app to addresses that callers name: through the network guard, no redirects, no proxy, no cookies.</summary>
internal static class GuardedHandler
{
    public static SocketsHttpHandler New(NetworkGuard guard) => new()
    {
        AllowAutoRedirect = false, // a redirect could lead behind the guard
        UseProxy = false, // so could a proxy
        UseCookies = false,
        ConnectCallback = guard.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed DNS entry is seen
        AutomaticDecompression = DecompressionMethods.GZip, // limits hold for what comes out of it
    };
}
