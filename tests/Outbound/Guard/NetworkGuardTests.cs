using System.Net;
using System.Net.Sockets;
using AgentSched.Base;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Agents;
using AgentSched.Outbound.Guard;
using AgentSched.Tests.Outbound.Agents;
using AgentSched.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Outbound.Guard;

[Trait("shows", "runs")]
public sealed class NetworkGuardTests
{
    [Theory] // address, setting, allowed
    [InlineData("93.184.216.34", "", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", "", true)]
    [InlineData("127.0.0.1", "", false)]
    [InlineData("127.8.9.1", "", false)]
    [InlineData("::1", "", false)]
    [InlineData("10.1.2.3", "", false)]
    [InlineData("172.31.255.255", "", false)]
    [InlineData("172.32.0.0", "", true)]
    [InlineData("192.168.0.1", "", false)]
    [InlineData("100.63.255.255", "", true)]
    [InlineData("100.64.0.0", "", false)] // carrier NAT
    [InlineData("100.127.255.255", "", false)]
    [InlineData("100.128.0.0", "", true)]
    [InlineData("fd00::1", "", false)]
    [InlineData("fe80::1", "", false)]
    [InlineData("fe80::1%3", "", false)]
    [InlineData("fec0::1", "", false)]
    [InlineData("169.254.169.254", "", false)] // metadata
    [InlineData("fd00:ec2::254", "", false)] // metadata
    [InlineData("168.63.129.16", "", false)] // the platform's own server
    [InlineData("0.0.0.0", "", false)]
    [InlineData("0.1.2.3", "", false)]
    [InlineData("::", "", false)]
    [InlineData("224.0.0.1", "", false)]
    [InlineData("255.255.255.255", "", false)]
    [InlineData("198.18.0.1", "", false)]
    [InlineData("192.88.99.1", "", false)]
    [InlineData("192.31.196.1", "", false)] // AS112
    [InlineData("192.175.48.255", "", false)]
    [InlineData("2620:4f:8000::1", "", false)]
    [InlineData("2620:4f:8001::1", "", true)]
    [InlineData("192.52.193.1", "", false)] // AMT
    [InlineData("192.52.194.1", "", true)]
    [InlineData("203.0.113.5", "", false)]
    [InlineData("2001:db8::1", "", false)]
    [InlineData("ff02::1", "", false)]
    [InlineData("::ffff:127.0.0.1", "", false)] // mapped
    [InlineData("::ffff:169.254.169.254", "", false)]
    [InlineData("::ffff:93.184.216.34", "", true)]
    [InlineData("::127.0.0.1", "", false)] // IPv4-compatible
    [InlineData("::a9fe:a9fe", "", false)]
    [InlineData("::ffff:0:7f00:1", "", false)] // translated
    [InlineData("64:ff9b::7f00:1", "", false)] // NAT64
    [InlineData("64:ff9b:1::a9fe:a9fe", "", false)]
    [InlineData("2002:7f00:1::", "", false)] // 6to4
    [InlineData("2001:0:5ef5:79fb::1", "", false)] // Teredo
    [InlineData("127.0.0.1", "loopback", true)]
    [InlineData("::1", "loopback", true)]
    [InlineData("::ffff:127.0.0.1", "loopback", true)]
    [InlineData("::127.0.0.1", "loopback", false)]
    [InlineData("10.1.2.3", "loopback", false)]
    [InlineData("10.1.2.3", "loopback, private", true)]
    [InlineData("10.1.2.3", "10.1.0.0/16", true)]
    [InlineData("10.2.2.3", "10.1.0.0/16", false)]
    [InlineData("169.254.169.254", "private", false)]
    [InlineData("168.63.129.16", "loopback, private, link-local", false)]
    [InlineData("169.254.1.1", "link-local", true)]
    [InlineData("169.254.169.254", "loopback, private, link-local", false)] // no word opens metadata
    [InlineData("fd00:ec2::254", "private", false)]
    [InlineData("169.254.169.254", "169.254.169.254/32", true)] // who means it can say so
    public void Only_public_addresses_and_those_that_the_deployment_allows(string address, string setting, bool allowed) =>
        Assert.Equal(allowed, Guard(setting).Allows(IPAddress.Parse(address)));

    /// <summary>Ways to write addresses that agents may not have.</summary>
    public static TheoryData<string> Disguises =>
    [
        "http://localhost:8000/",
        "http://LOCALHOST/",
        "http://localhost./",
        "http://a.localhost./",
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://2130706433/", // 127.0.0.1 as one number
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0177.0x0.0.01/",
        "http://0/",
        "http://2852039166/", // 169.254.169.254
        "http://0xA9FEA9FE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.43518/",
        "http://168.63.129.16/",
        "http://100.100.100.200/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:ffff:7f00:1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1%25eth0]/",
        "http://127\u30020\u30020\u30021/", // ideographic full stops
    ];

    [Theory]
    [MemberData(nameof(Disguises))]
    public void An_address_that_cannot_work_is_refused_when_it_is_saved_however_it_is_written(string url) =>
        Assert.NotNull(Guard(string.Empty).Objection(new Uri(url)));

    [Theory]
    [MemberData(nameof(Disguises))]
    public async Task And_when_it_is_called(string url)
    {
        using var client = Client(Guard(string.Empty));
        using var reply = await client.CallAsync(AgentClientTests.Agent(new Uri(url)), AgentClientTests.Call("x"), TestContext.Current.CancellationToken);
        Assert.Equal((ReplyKind.Failed, RunReason.AddressRefused), (reply.Kind, reply.Reason));
    }

    [Theory]
    [InlineData("http://agents.example.com/")]
    [InlineData("http://93.184.216.34/")]
    [InlineData("http://[2606:2800:220:1:248:1893:25c8:1946]/")]
    [InlineData("http://127.0.0.1.example.com/")]
    public void A_public_address_is_not(string url) => Assert.Null(Guard(string.Empty).Objection(new Uri(url)));

    [Fact]
    public async Task A_name_that_leads_elsewhere_by_the_time_of_the_call_is_refused_on_the_address_that_would_be_used()
    {
        using var victim = new TcpListener(IPAddress.Loopback, 0);
        victim.Start();
        var (guard, asked) = (Guard(string.Empty), 0);
        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>(asked++ == 0 ? [IPAddress.Parse("93.184.216.34")] : [IPAddress.Loopback]);
        var url = new Uri($"http://agent.example:{((IPEndPoint)victim.LocalEndpoint).Port}/");
        Assert.Null(guard.Objection(url));
        Assert.Null(await guard.ObjectionToNameAsync(url, showsAddress: true, TestContext.Current.CancellationToken)); // saved: a public address

        using var client = Client(guard);
        using var reply = await client.CallAsync(AgentClientTests.Agent(url), AgentClientTests.Call("x"), TestContext.Current.CancellationToken);
        Assert.Equal((ReplyKind.Failed, RunReason.AddressRefused, "agent.example has no allowed address"), (reply.Kind, reply.Reason, reply.Sentence));
        Assert.Equal(2, asked);
        Assert.False(victim.Pending()); // nobody even connected
    }

    [Fact]
    public async Task Of_a_name_with_several_addresses_only_the_allowed_are_used()
    {
        await using var server = await AnsweringServer.StartAsync(200, """{"response":"done"}""");
        var guard = Guard("127.0.0.1/32");
        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);
        using var client = Client(guard);
        using var reply = await client.CallAsync(
            AgentClientTests.Agent(new Uri($"http://agent.example:{server.Address.Port}/")), AgentClientTests.Call("x"), TestContext.Current.CancellationToken);
        Assert.Equal(ReplyKind.Succeeded, reply.Kind);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_told_when_it_is_saved_and_one_that_leads_nowhere_is_not()
    {
        var guard = Guard(string.Empty);
        guard.Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1")]);
        var url = new Uri("http://intern.example/");
        Assert.StartsWith("intern.example resolves to 10.0.0.1, which is not a public address", await guard.ObjectionToNameAsync(url, showsAddress: true, default), StringComparison.Ordinal);
        Assert.StartsWith("intern.example does not lead to a public address", await guard.ObjectionToNameAsync(url, showsAddress: false, default), StringComparison.Ordinal); // a user does not learn which
        guard.Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound);
        Assert.Null(await guard.ObjectionToNameAsync(new Uri("http://nowhere.example/"), showsAddress: true, default));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var victim = await AnsweringServer.StartAsync(200, """{"response":"done"}""");
        await using var server = await AnsweringServer.StartAsync(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.Location) = (status, victim.Address.AbsoluteUri);
            return Task.CompletedTask;
        });
        using var client = Client(Guard("loopback"));
        using var reply = await client.CallAsync(AgentClientTests.Agent(server.Address), AgentClientTests.Call("x"), TestContext.Current.CancellationToken);
        Assert.Equal((ReplyKind.Failed, RunReason.AnswerUnreadable), (reply.Kind, reply.Reason));
        Assert.Empty(victim.Requests);
    }

    private static AgentClient Client(NetworkGuard guard) => new(guard, new AgentSecrets(new ConfigurationBuilder().Build()));

    private static NetworkGuard Guard(string setting) => new(Options.Create(new AgentSchedOptions { AllowedAgentNetworks = setting }));
}
