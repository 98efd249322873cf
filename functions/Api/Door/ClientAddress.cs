using System.Net;
using System.Net.Sockets;

namespace AgentSched.Api.Door;

/// <summary>Finds the network address that a request came from, to count by. Pure.</summary>
internal static class ClientAddress
{
    private static readonly IPNetwork[] Inner =
    [
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>
    /// The address of the client. Proxies append the address that they see to <c>X-Forwarded-For</c>, so the last public one is what the outermost proxy of ours saw; those before it can be
    /// written by the client itself.
    /// </summary>
    /// <param name="connection">Address of the connection. Null: not known.</param>
    /// <param name="forwardedFor">The header's values: addresses separated by commas, with or without a port.</param>
    /// <returns>An IPv4 address, or the first 64 bits of an IPv6 address, which one client has to itself.</returns>
    public static string Of(IPAddress? connection, IEnumerable<string?> forwardedFor)
    {
        var hops = string.Join(',', forwardedFor).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Reverse().Take(10).Select(Parse).OfType<IPAddress>().ToList();
        if (connection is not null && (hops.Count == 0 || !IsInner(Plain(connection))))
        {
            hops = [Plain(connection)]; // a client that is not behind a proxy of ours writes the header itself
        }

        var address = hops.Find(hop => !IsInner(hop)) ?? (hops is [var nearest, ..] ? nearest : null);
        return address is null ? string.Empty
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPNetwork(Masked(address), 64).ToString()
            : address.ToString();
    }

    private static IPAddress? Parse(string text) =>
        IPEndPoint.TryParse(text, out var endPoint) ? Plain(endPoint.Address) : null; // also reads an address without a port

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsInner(IPAddress address) => Inner.Any(network => network.Contains(address));

    private static IPAddress Masked(IPAddress address) => new([.. address.GetAddressBytes().Take(8), .. new byte[8]]);
}
