using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentSched.Azurite;
using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>Processes: a worker that dies is started again, a host that dies leaves none behind, and no run is lost or called late on that way.</summary>
[Trait("shows", "one-world")]
public sealed class ProcessTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_worker_that_dies_is_replaced_and_a_host_that_dies_takes_its_worker_along()
    {
        await using var app = await AppProcess.StartAsync(azurite.TakeConnectionString(), AppProcess.Hasty);
        var first = app.WorkerProcessId!.Value;
        app.KillWorker();
        var second = (int)(await Eventually.SeeAsync(() => Task.FromResult(app.WorkerProcessId is { } id && id != first ? (object)id : null), TimeSpan.FromSeconds(30), () => app.Output));
        Assert.False(app.HasExited);
        Assert.True(AppProcess.IsAlive(second));
        await app.Api.GetAsync("health");
        await app.Api.GetAsync("scheduler/status");

        var clock = Stopwatch.StartNew();
        app.KillHost();
        await Eventually.SeeAsync(() => Task.FromResult(AppProcess.IsAlive(second) ? null : "gone"), Soon);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worker gone {clock.Elapsed.TotalSeconds:0.00} s after its host"));
    }

    /// <summary>Nobody waits for ever for a stop: the Durable extension would, for its leases.</summary>
    [Fact]
    public async Task A_host_whose_storage_is_gone_stops_all_the_same()
    {
        await using var storage = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true }, TestContext.Current.CancellationToken);
        await using var app = await AppProcess.StartAsync(storage.ConnectionString());
        var worker = app.WorkerProcessId!.Value;
        await storage.DisposeAsync();
        Assert.Equal(0, await app.TerminateAsync(TimeSpan.FromSeconds(60)));
        Assert.False(AppProcess.IsAlive(worker));
    }

    /// <summary>Its catch-up window has passed when the run is taken up again: nobody called its agent, and nobody does so that late.</summary>
    [Fact]
    public async Task A_run_that_comes_back_after_its_window_without_a_call_is_missed()
    {
        var cancel = TestContext.Current.CancellationToken;
        var account = azurite.TakeAccount();
        await using var proxy = await Faults.StorageProxy.StartAsync(azurite.Server, cancel);
        await using var agent = await DemoAgent.StartAsync(cancellationToken: cancel);
        DateTimeOffset due;
        await using (var victim = await AppProcess.StartAsync(proxy.ConnectionString(account), AppProcess.Hasty))
        {
            await victim.Api.RegisterAgentAsync("alice", agent.Address);
            var died = victim.HostDiesAtAsync(proxy, Killing.IsStart);
            due = DateTimeOffset.UtcNow.AddSeconds(12);
            await victim.Api.PostAsync(
                "agents/alice/schedules", new { name = "once", at = due.ToString("s"), zone = "UTC", message = "say hello", catchUpWindow = "PT10S" }, System.Net.HttpStatusCode.Created);
            await died;
        }

        if (due.AddSeconds(11) - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, cancel); // processes have the real clock: nobody is there until the window has passed
        }

        await using var app = await AppProcess.StartAsync(proxy.ConnectionString(account), AppProcess.Hasty);
        var run = await Eventually.SeeAsync<JsonNode>(
            async () => await app.Api.RunsAsync("alice") is [var one] && one["finishedAt"] is not null ? one : null, TimeSpan.FromSeconds(100), () => app.Output);
        Assert.Equal(("missed", "windowPassed"), ((string?)run["status"], (string?)run["reason"]));
        Assert.Empty(agent.Calls);
        await new Rows(azurite.Server.ConnectionString(account)).AssertAtRestAsync();
    }
}
