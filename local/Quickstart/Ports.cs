using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AgentSched.Quickstart;

/// <summary>
/// Who listens where on loopback: the app at <c>--port</c>, the demo agent at the next port, the services of storage at the three after that. A port
/// other than the app's that another program has is replaced by any free one.
/// </summary>
internal static class Ports
{
    /// <summary>Fails where the app's port is taken: asking first is kinder than the app's own failure later.</summary>
    public static void Check(int app)
    {
        if (!IsFree(app))
            throw new QuickstartException(string.Create(CultureInfo.InvariantCulture, $"Port {app} is taken. Stop what listens there, or choose another with --port."));
    }

    /// <returns>0: any free one.</returns>
    public static int FreeOrAny(int port) => port <= IPEndPoint.MaxPort && IsFree(port) ? port : 0;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
