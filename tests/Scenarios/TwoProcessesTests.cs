using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Two app processes on one storage account, both ticking and sweeping every second: no occurrence twice.</summary>
[Trait("shows", "main-job")]
[Trait("shows", "proof")]
public sealed class TwoProcessesTests(AzuriteFixture azurite)
{
    private const int Schedules = 20;
    private const int Minutes = 4;

    [Fact]
    public async Task Two_processes_share_the_work_and_double_none_of_it()
    {
        var storage = azurite.TakeConnectionString();
        await using var agent = await DemoAgent.StartAsync();

        // All due every minute, and the last four minutes were not claimed: work at once, for both.
        var now = DateTimeOffset.UtcNow;
        var last = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero);
        await using (var setup = await TestApp.StartAsync(azurite, last.AddMinutes(-Minutes).AddSeconds(1).ToString("O"), storage: storage))
        {
            await setup.Api.RegisterAgentAsync("alice", agent.Address, maxConcurrent: 32, queueDepth: 100);
            await setup.Api.RegisterAgentAsync("bob", agent.Address, maxConcurrent: 32, queueDepth: 100);
            for (var i = 0; i < Schedules; i++)
            {
                await setup.Api.CreateScheduleAsync(i % 2 == 0 ? "alice" : "bob", $"s{i}");
            }
        }

        // Nobody dies here, so nobody may take over: a busy machine must not look like a dead process.
        var settings = new Dictionary<string, string>(AppProcess.Hasty)
        {
            ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__workItemQueueVisibilityTimeout"] = "00:00:30",
        };
        await using var one = await AppProcess.StartAsync(storage, settings);
        await using var two = await AppProcess.StartAsync(storage, settings);
        var runs = await Eventually.SeeAsync(
            async () =>
            {
                var all = (await one.Api.RunsAsync("alice")).Concat(await two.Api.RunsAsync("bob")).Where(r => (DateTimeOffset?)r["dueTime"] <= last).ToList();
                return all.Count >= Schedules * Minutes && all.TrueForAll(r => r["finishedAt"] is not null) ? all : null;
            },
            TimeSpan.FromSeconds(60),
            () => one.Output + two.Output);

        Assert.Equal(Schedules * Minutes, runs.Count);
        Assert.Equal(Schedules * Minutes, runs.Select(r => ((string?)r["scheduleId"], (string?)r["dueTime"])).Distinct().Count());
        var called = agent.Calls.Where(call => runs.Any(r => (string?)r["runId"] == call.IdempotencyKey)).ToList();
        Assert.Equal(called.Select(call => call.IdempotencyKey).Distinct().Count(), called.Count);
        Assert.Equal(runs.Count(r => (string?)r["status"] == "succeeded"), called.Count);
        Assert.All(runs, r => Assert.Contains((string?)r["status"], (string[])["succeeded", "missed", "skipped"]));
    }
}
