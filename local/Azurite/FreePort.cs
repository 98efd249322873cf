using System.Net;
using System.Net.Sockets;

namespace AgentSched.Azurite;

/// <summary>Finds ports for servers that are told their port before they start.</summary>
public static class FreePort
{
    // Below the range from which systems take the ports of outgoing connections, one of which could take the port before its server does.
    private const int First = 20_000, Last = 32_000;

    /// <summary>A port of the loopback address that nobody listens on.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there; try another.
            }
        }
    }
}
