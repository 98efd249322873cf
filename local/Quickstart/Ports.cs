using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AgentSched.Quickstart;

/// <summary>
/// Loopback ports: the app uses <c>--port</c>, the demo agent the next port, the storage services the three after that. Any of these except the
/// app's is replaced by any free port if it is taken.
/// </summary>
internal static class Ports
{
    /// <summary>Fails if the app's port is taken, before anything is started.</summary>
    public static void Check(int app)
    {
        if (!IsFree(app))
            throw new QuickstartException(string.Create(CultureInfo.InvariantCulture, $"Port {app} is taken. Stop what listens there, or choose another with --port."));
    }

    /// <returns>The port if it is free, else 0: any free port.</returns>
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
