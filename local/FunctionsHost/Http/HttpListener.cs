using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.FunctionsHost.Http;

/// <summary>Kestrel alone, on loopback, without the rest of a web host: it starts in milliseconds.</summary>
internal sealed class HttpListener(IServiceProvider services, ILoggerFactory loggers) : IDisposable
{
    /// <summary>As at the host of the original.</summary>
    private const long MaxBody = 100 * 1024 * 1024;

    private KestrelServer? _server;

    public static IHttpContextFactory Contexts(IServiceProvider services) => new DefaultHttpContextFactory(services);

    /// <returns>The address that answers.</returns>
    public async Task<Uri> StartAsync(IHttpApplication<HttpContext> front, int port, CancellationToken cancel)
    {
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Limits.MaxRequestBodySize = MaxBody;
        if (port == 0)
        {
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        }
        else
        {
            options.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http1);
        }

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        _server = new KestrelServer(Options.Create(options), transport, loggers);
        try
        {
            await _server.StartAsync(front, cancel);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            throw new LocalHostException([$"port {port} is in use; pass --port N (0 = any free port) or stop what listens there"]);
        }

        var address = _server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address);
    }

    /// <summary>Takes no new request and waits for the running ones until <paramref name="cancel"/> fires, then cuts them off.</summary>
    public Task StopAsync(CancellationToken cancel) => _server?.StopAsync(cancel) ?? Task.CompletedTask;

    public void Dispose() => _server?.Dispose();
}
