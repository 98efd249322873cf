using System.Collections.Concurrent;
using Microsoft.DurableTask;

namespace AgentSched.Parity.DurableTask;

/// <summary>What an instance costs in storage requests, counted on the wire.</summary>
[Trait("shows", "local")]
public sealed class CostTests(AzuriteFixture azurite)
{
    private const int Instances = 20;

    [Fact]
    public async Task An_instance_with_one_step_takes_four_requests_and_a_second_step_one_more()
    {
        Assert.Equal(4, await RequestsAsync("One"));
        Assert.Equal(5, await RequestsAsync("Two"));
        Assert.Equal(4, await RequestsAsync("Timer"));
        Assert.Equal(3, await RequestsAsync("None"));
    }

    private async Task<double> RequestsAsync(string orchestrator)
    {
        var requests = new ConcurrentQueue<string>();
        var settings = new DurableSettings { PollInterval = TimeSpan.FromHours(1), LeaseDuration = TimeSpan.FromHours(1), OnRequest = requests.Enqueue };
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), Add, settings);
        requests.Clear();
        for (var i = 0; i < Instances; i++)
        {
            await app.RunAsync(orchestrator);
        }

        foreach (var kind in requests.GroupBy(r => r.Split('(')[0], StringComparer.Ordinal))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{orchestrator}: {kind.Key} {kind.Count() / (double)Instances:0.##}");
        }

        return requests.Count / (double)Instances;
    }

    private static void Add(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc("None", _ => { })
        .AddOrchestratorFunc("One", context => context.CallActivityAsync<int>("Echo", 1))
        .AddOrchestratorFunc("Two", async context =>
            await context.CallActivityAsync<int>("Echo", await context.CallActivityAsync<int>("Echo", 1)))
        .AddOrchestratorFunc("Timer", context => context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None))
        .AddActivityFunc<int, int>("Echo", (_, i) => i);
}
