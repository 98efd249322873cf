using System.Net;
using AgentSched.Base;
using AgentSched.Outbound.Guard;
using Microsoft.Extensions.Options;
using Microsoft.Security.AntiSSRF;

namespace AgentSched.Tests.Outbound.Guard;

/// <summary>Compares the guard's ranges with those that Microsoft recommends to block.</summary>
[Trait("shows", "access-money")]
public sealed class RecommendedRangesTests
{
    private static readonly NetworkGuard Guard = new(Options.Create(new AgentSchedOptions()));

    public static TheoryData<string> Ranges => [.. IPAddressRanges.recommendedLatest];

    [Fact]
    public void There_are_ranges_to_compare_with() => Assert.True(IPAddressRanges.recommendedLatest.Length > 30);

    [Theory] // its ends, and addresses in between
    [MemberData(nameof(Ranges))]
    public void Every_recommended_range_is_refused(string range)
    {
        var network = IPNetwork.Parse(range);
        Assert.All(Addresses(network), address => Assert.False(Guard.Allows(address), $"{address} of {range}"));
    }

    [Theory] // the address before a recommended range of public space and the one behind it stay allowed: the guard is not wider than it has to be
    [InlineData("192.31.195.255", "192.31.197.0")]
    [InlineData("192.52.192.255", "192.52.194.0")]
    [InlineData("192.175.47.255", "192.175.49.0")]
    [InlineData("2620:4f:7fff:ffff:ffff:ffff:ffff:ffff", "2620:4f:8001::")]
    public void Its_neighbours_are_not(string before, string behind) =>
        Assert.All([before, behind], address => Assert.True(Guard.Allows(IPAddress.Parse(address)), address));

    private static IEnumerable<IPAddress> Addresses(IPNetwork network)
    {
        var first = network.BaseAddress.GetAddressBytes();
        var (random, bytes) = (new Random(18), new byte[first.Length]);
        yield return network.BaseAddress;
        yield return With(_ => 0xFF);
        for (var i = 0; i < 20; i++)
        {
            random.NextBytes(bytes);
            yield return With(at => bytes[at]);
        }

        IPAddress With(Func<int, byte> host) => new([.. first.Select((value, at) =>
        {
            var mask = (byte)(0xFF >> Math.Clamp(network.PrefixLength - at * 8, 0, 8)); // the bits that are the host's
            return (byte)(value | (host(at) & mask));
        })]);
    }
}
