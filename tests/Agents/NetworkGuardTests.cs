using System.Net;
using AgentSched.Agents;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Agents;

public sealed class NetworkGuardTests
{
    [Theory] // address, setting, allowed
    [InlineData("93.184.216.34", "", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", "", true)]
    [InlineData("127.0.0.1", "", false)]
    [InlineData("127.8.9.1", "", false)]
    [InlineData("::1", "", false)]
    [InlineData("::ffff:127.0.0.1", "", false)] // the same, mapped
    [InlineData("10.1.2.3", "", false)]
    [InlineData("172.31.255.255", "", false)]
    [InlineData("172.32.0.0", "", true)]
    [InlineData("192.168.0.1", "", false)]
    [InlineData("fd00::1", "", false)]
    [InlineData("169.254.169.254", "", false)] // metadata
    [InlineData("168.63.129.16", "", false)] // the platform's own server
    [InlineData("0.0.0.0", "", false)]
    [InlineData("224.0.0.1", "", false)]
    [InlineData("64:ff9b::7f00:1", "", false)] // loopback behind NAT64
    [InlineData("127.0.0.1", "loopback", true)]
    [InlineData("::ffff:127.0.0.1", "loopback", true)]
    [InlineData("10.1.2.3", "loopback", false)]
    [InlineData("10.1.2.3", "loopback, private", true)]
    [InlineData("10.1.2.3", "10.1.0.0/16", true)]
    [InlineData("10.2.2.3", "10.1.0.0/16", false)]
    [InlineData("169.254.169.254", "private", false)]
    public void Only_public_addresses_and_those_that_the_deployment_allows(string address, string setting, bool allowed) =>
        Assert.Equal(allowed, Guard(setting).Allows(IPAddress.Parse(address)));

    [Theory] // what is told when an agent is saved
    [InlineData("http://agents.example.com/", false)]
    [InlineData("http://localhost:8000/", true)]
    [InlineData("http://a.localhost./", true)]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://2130706433/", true)] // 127.0.0.1 as one number
    [InlineData("http://0x7f.1/", true)]
    [InlineData("http://0177.0.0.1/", true)]
    [InlineData("http://[::1]/", true)]
    [InlineData("http://[::ffff:10.0.0.1]/", true)]
    public void An_address_that_cannot_work_is_refused_when_it_is_saved(string url, bool refused) =>
        Assert.Equal(refused, Guard(string.Empty).Objection(new Uri(url)) is not null);

    private static NetworkGuard Guard(string setting) => new(Options.Create(new AgentSchedOptions { AllowedAgentNetworks = setting }));
}
