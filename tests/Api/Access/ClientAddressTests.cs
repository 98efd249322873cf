using System.Net;
using AgentSched.Api.Door;

namespace AgentSched.Tests.Api.Access;

[Trait("shows", "access-money")]
public sealed class ClientAddressTests
{
    [Theory] // address of the connection; X-Forwarded-For; whose keys are counted
    [InlineData("93.184.216.34", null, "93.184.216.34")]
    [InlineData("93.184.216.34", "1.2.3.4", "93.184.216.34")] // no proxy of ours: the client wrote the header
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    [InlineData("127.0.0.1", "93.184.216.34", "93.184.216.34")]
    [InlineData("127.0.0.1", "93.184.216.34:51234", "93.184.216.34")]
    [InlineData("127.0.0.1", "1.2.3.4, 93.184.216.34:51234", "93.184.216.34")] // only the last public hop was written by a proxy
    [InlineData("127.0.0.1", "1.2.3.4, 93.184.216.34:51234, 10.0.0.7", "93.184.216.34")]
    [InlineData("10.0.0.7", "nonsense, , 93.184.216.34", "93.184.216.34")]
    [InlineData("10.0.0.7", "nonsense", "10.0.0.7")]
    [InlineData("10.0.0.7", "192.168.0.9", "192.168.0.9")] // a client of the private network
    [InlineData("::ffff:93.184.216.34", null, "93.184.216.34")]
    [InlineData("2001:db8:1:2:3:4:5:6", null, "2001:db8:1:2::/64")] // one client has them all
    [InlineData("::1", "[2001:db8:1:2:9:9:9:9]:443", "2001:db8:1:2::/64")]
    [InlineData(null, null, "")]
    public void The_address_is_that_which_the_outermost_proxy_saw(string? connection, string? forwardedFor, string expected) =>
        Assert.Equal(expected, ClientAddress.Of(connection is null ? null : IPAddress.Parse(connection), [forwardedFor]));
}
