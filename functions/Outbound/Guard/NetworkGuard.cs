using System.Net;
using System.Net.Sockets;
using AgentSched.Base;
using Microsoft.Extensions.Options;

namespace AgentSched.Outbound.Guard;

/// <summary>
/// Blocks agent addresses in our own network. A name may resolve differently by the time of the call, so the binding check is
/// the one at connect, on the address actually used; the check at save only tells an honest caller early.
/// </summary>
public sealed class NetworkGuard(IOptions<AgentSchedOptions> options)
{
    private const string Allowed = "a public address; the setting AgentSched:AllowedAgentNetworks lists the other allowed networks";
    private static readonly TimeSpan LookUp = TimeSpan.FromSeconds(2);

    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fc00::/7"),
    ];

    private static readonly IPNetwork[] LinkLocal = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10")];

    // Never an agent's address, and allowed only by an explicit CIDR range: this-network, Azure's wire server,
    // documentation, 6to4 relays, benchmarks, AS112 and AMT services, multicast, reserved, Teredo and other tunnels, documentation, 6to4.
    private static readonly IPNetwork[] Special =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("192.31.196.0/24"), IPNetwork.Parse("192.52.193.0/24"), IPNetwork.Parse("192.175.48.0/24"), IPNetwork.Parse("2620:4f:8000::/48"),
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"), IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20"),
    ];

    // All other IPv6 is special-purpose; much of it (IPv4-compatible, translated, NAT64) maps to an IPv4 address.
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    // Within private and link-local networks, but issues credentials: allowed only by a CIDR range in the setting, never by a word.
    private static readonly IPNetwork[] Metadata =
    [
        IPNetwork.Parse("169.254.169.254/32"), IPNetwork.Parse("169.254.170.2/32"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("fd00:ec2::254/128"),
    ];

    private readonly (IReadOnlyList<IPNetwork> Named, IReadOnlyList<IPNetwork> Ranges) _allowed = Parse(options.Value.AllowedAgentNetworks);

    /// <summary>Reads the setting: words and CIDR ranges, separated by commas.</summary>
    /// <exception cref="FormatException">An entry is neither.</exception>
    internal static (IReadOnlyList<IPNetwork> Named, IReadOnlyList<IPNetwork> Ranges) Parse(string setting)
    {
        var (named, ranges) = (new List<IPNetwork>(), new List<IPNetwork>());
        foreach (var entry in setting.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(entry, out var range))
            {
                ranges.Add(range);
                continue;
            }

            named.AddRange(entry switch
            {
                "loopback" => Loopback,
                "private" => Private,
                "link-local" => LinkLocal,
                _ => throw new FormatException($"\"{entry}\" is not loopback, private, link-local or a CIDR range such as 10.1.0.0/16"),
            });
        }

        return (named, ranges);
    }

    /// <summary>Resolves names to addresses; replaced in tests.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; set; } = Dns.GetHostAddressesAsync;

    internal bool Allows(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Within(_allowed.Ranges, address) || (Within(_allowed.Named, address) && !Within(Metadata, address)) || IsPublic(address);
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || Public6.Contains(address))
        && !(Within(Loopback, address) || Within(Private, address) || Within(LinkLocal, address) || Within(Special, address));

    /// <summary>Why an address cannot be saved; null if it can.</summary>
    internal string? Objection(Uri url)
    {
        var host = url.IdnHost.Trim('[', ']');
        return Literal(host) is not { } literal || Allows(literal)
            ? null
            : $"{host} is not {Allowed}";
    }

    /// <summary>Why an address cannot be saved, by what its name resolves to now; null if it can. A name that does not resolve yet may be saved.</summary>
    /// <param name="url">The address.</param>
    /// <param name="showsAddress">Whether the answer names the address: not to users, who could map the deployment's network with it.</param>
    /// <param name="cancel">Cancels the look-up.</param>
    internal async Task<string?> ObjectionToNameAsync(Uri url, bool showsAddress, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LookUp);
        try
        {
            var addresses = await Resolve(url.IdnHost, limit.Token);
            return addresses.Length == 0 || addresses.Any(Allows)
                ? null
                : $"{url.IdnHost} {(showsAddress ? $"resolves to {addresses[0]}, which is not" : "does not lead to")} {Allowed}";
        }
        catch (Exception e) when (e is SocketException or ArgumentException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Connects to the first allowed address of the host.</summary>
    /// <exception cref="RefusedAddressException">The host has no allowed address.</exception>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host;
        var literal = Literal(host);
        var addresses = literal is not null && !Allows(literal) ? []
            : IPAddress.TryParse(host.TrimEnd('.'), out var address) ? [address]
            : await Resolve(host, cancel);
        var allowed = addresses.Where(Allows).ToArray();
        if (allowed.Length == 0)
        {
            throw new RefusedAddressException(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The address of a host that needs no DNS: a literal, or loopback by its reserved name. Null: DNS is needed.</summary>
    private static IPAddress? Literal(string host)
    {
        var name = host.TrimEnd('.');
        return IPAddress.TryParse(name, out var address) ? address
            : name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : null;
    }

    private static bool Within(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
