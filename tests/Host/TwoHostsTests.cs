using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>Two hosts on one storage account, both live: ticks run in one of them, work in both, no occurrence twice; also when one is stopped in the middle.</summary>
[Trait("shows", "one-world")]
[Trait("shows", "main-job")]
[Trait("shows", "proof")]
public sealed class TwoHostsTests(AzuriteFixture azurite)
{
    private const int Schedules = 20;
    private const int Minutes = 4;
    internal const string Ticks = "Timer DispatchTimer now runs in this host";

    [Fact]
    public async Task Two_hosts_share_the_work_double_none_of_it_and_one_that_is_stopped_leaves_none_behind()
    {
        var cancel = TestContext.Current.CancellationToken;
        var storage = azurite.TakeConnectionString();
        await using var agent = await DemoAgent.StartAsync(cancellationToken: cancel);

        // All due every minute, and the last four minutes were not claimed: work at once, for both.
        var now = DateTimeOffset.UtcNow;
        var last = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero);
        await using (var setup = await TestApp.StartAsync(azurite, last.AddMinutes(-Minutes).AddSeconds(1).ToString("O"), storage: storage))
        {
            await setup.Api.RegisterAgentAsync("alice", agent.Address, maxConcurrent: 32, queueDepth: 100);
            await setup.Api.RegisterAgentAsync("bob", agent.Address, maxConcurrent: 32, queueDepth: 100);
            for (var i = 0; i < Schedules; i++)
            {
                await setup.Api.CreateScheduleAsync(i % 2 == 0 ? "alice" : "bob", $"s{i}", message: "say hello [slow 500ms]");
            }
        }

        await using var one = AppProcess.Launch(storage, AppProcess.Hasty);
        await using var two = await AppProcess.StartAsync(storage, AppProcess.Hasty);
        await agent.WaitForCallsAsync(Schedules, cancel); // in the middle
        await Eventually.SeeAsync(() => Task.FromResult(one.Output.Contains(Ticks, StringComparison.Ordinal) || two.Output.Contains(Ticks, StringComparison.Ordinal) ? "yes" : null), TimeSpan.FromSeconds(30));
        Assert.False(one.Output.Contains(Ticks, StringComparison.Ordinal) && two.Output.Contains(Ticks, StringComparison.Ordinal), "both hosts run ticks");
        Assert.Equal(0, await one.TerminateAsync(TimeSpan.FromSeconds(60)));
        Assert.False(AppProcess.IsAlive(one.WorkerProcessId!.Value));

        var runs = await Eventually.SeeAsync(
            async () =>
            {
                var all = (await two.Api.RunsAsync("alice")).Concat(await two.Api.RunsAsync("bob")).Where(r => (DateTimeOffset?)r["dueTime"] <= last).ToList();
                return all.Count >= Schedules * Minutes && all.TrueForAll(r => r["finishedAt"] is not null) ? all : null;
            },
            TimeSpan.FromSeconds(120),
            () => two.Output);
        Assert.Contains(Ticks, two.Output, StringComparison.Ordinal); // since when one of them was stopped, at the latest
        Assert.Equal(Schedules * Minutes, runs.Count);
        Assert.Equal(Schedules * Minutes, runs.Select(r => ((string?)r["scheduleId"], (string?)r["dueTime"])).Distinct().Count());
        var called = agent.Calls.Where(call => runs.Exists(r => (string?)r["runId"] == call.IdempotencyKey)).ToList();
        Assert.Equal(called.Select(call => call.IdempotencyKey).Distinct().Count(), called.Count);
        Assert.Equal(runs.Count(r => (string?)r["status"] == "succeeded"), called.Count);
        Assert.All(runs, r => Assert.Contains((string?)r["status"], (string[])["succeeded", "missed", "skipped"]));
    }
}
