using System.Net;
using AgentSched.Demo;
using AgentSched.Faults;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>A run that has its slot before its second, and whose host dies before that second: another calls the agent once, and not before it.</summary>
[Trait("shows", "one-world")]
[Trait("shows", "proof")]
public sealed class AheadTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan UntilDue = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string> Settings = new(AppProcess.Hasty) { ["AgentSched__Lead"] = "00:00:10" };

    [Fact]
    public async Task A_host_that_dies_before_the_second_leaves_one_run_and_one_call_in_it() =>
        await Task.WhenAll(DieAsync(Killing.IsOpen), DieAsync(Killing.IsStart));

    private async Task DieAsync(Func<StorageRequest, bool> isLast)
    {
        var cancel = TestContext.Current.CancellationToken;
        var account = azurite.TakeAccount();
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, cancel);
        await using var agent = await DemoAgent.StartAsync(cancellationToken: cancel);
        DateTimeOffset due;
        await using (var victim = await AppProcess.StartAsync(proxy.ConnectionString(account), Settings))
        {
            await victim.Api.RegisterAgentAsync("alice", agent.Address);
            var died = victim.HostDiesAtAsync(proxy, isLast);
            due = DateTimeOffset.FromUnixTimeSeconds((DateTimeOffset.UtcNow + UntilDue).ToUnixTimeSeconds());
            await victim.Api.PostAsync("agents/alice/schedules", new { name = "once", at = due.ToString("s"), zone = "UTC", message = "say hello" }, HttpStatusCode.Created);
            Assert.True(await died < due);
        }

        var left = Assert.Single(await new Rows(azurite.Server.ConnectionString(account)).OfKindAsync('r'));
        Assert.Equal("Running", left.GetString("Status"));
        Assert.Empty(agent.Calls);
        await using var app = await AppProcess.StartAsync(proxy.ConnectionString(account), Settings);
        var run = await Eventually.SeeAsync(
            async () => await app.Api.RunsAsync("alice") is [var one] && one["finishedAt"] is not null ? one : null, UntilDue + TimeSpan.FromSeconds(90), () => app.Output);
        Assert.Equal(("succeeded", due), ((string?)run["status"], (DateTimeOffset?)run["dueTime"]));
        Assert.True(Assert.Single(agent.Calls).ReceivedAt >= due);
        Assert.Equal((DateTimeOffset?)run["startedAt"] > due, (string?)run["lateness"] != "PT0S");
    }
}
