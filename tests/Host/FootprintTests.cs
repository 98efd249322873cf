using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>What the app, which is the worker, takes of the machine it runs on.</summary>
[Trait("shows", "one-world")]
[Trait("shows", "main-job")]
public sealed class FootprintTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task It_answers_within_five_seconds_and_holds_a_thousand_schedules_in_250_MiB()
    {
        var storage = azurite.TakeConnectionString();
        await using var agent = await DemoAgent.StartAsync();
        await using var app = await AppProcess.StartAsync(storage, new Dictionary<string, string>(AppProcess.Hasty) { ["AgentSched__MaxSchedulesPerOwner"] = "2000", ["DOTNET_TieredPGO"] = "1" });
        var took = app.ProcessorTime;
        output.WriteLine($"ready after {app.StartedIn.TotalSeconds:0.00} s and {took.TotalSeconds:0.00} s of processor time");
        Assert.True(took < TimeSpan.FromSeconds(10), $"ready after {took.TotalSeconds:0.00} s of processor time"); // 5 s of two cores

        await app.Api.RegisterAgentAsync("alice", agent.Address);
        foreach (var batch in Enumerable.Range(0, 1000).Chunk(8))
        {
            await Task.WhenAll(batch.Select(i => app.Api.CreateScheduleAsync("alice", $"s{i}", "0 0 1 1 *", "say hello")));
        }

        Assert.Equal(200, (await app.Api.GetAsync("agents/alice/schedules?limit=200"))["items"]!.AsArray().Count);
        output.WriteLine($"{app.WorkerMemoryBytes / 1048576.0:0} MiB with 1,000 schedules");
        Assert.True(app.WorkerMemoryBytes < 250 * 1048576L, $"{app.WorkerMemoryBytes / 1048576.0:0} MiB");
    }
}
