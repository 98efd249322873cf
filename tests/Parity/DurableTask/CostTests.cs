using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;

namespace AgentSched.Parity.DurableTask;

/// <summary>What an instance costs in storage requests, counted on the wire.</summary>
[Trait("shows", "local")]
public sealed class CostTests(AzuriteFixture azurite)
{
    private const int Instances = 20;

    [Fact]
    public async Task An_instance_with_one_step_takes_three_requests_and_a_second_step_one_more()
    {
        Assert.Equal(3, await RequestsAsync("One"));
        Assert.Equal(4, await RequestsAsync("Two"));
        Assert.Equal(3, await RequestsAsync("Timer"));
        Assert.Equal(3, await RequestsAsync("None"));
    }

    [Fact]
    public async Task Five_hundred_instances_at_once_take_no_more_requests_each()
    {
        var requests = 0;
        var settings = new DurableSettings { LeaseDuration = TimeSpan.FromSeconds(30), PollInterval = TimeSpan.FromSeconds(5), OnRequest = _ => Interlocked.Increment(ref requests) };
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), Add, settings);
        await app.RunAsync("One");
        requests = 0;
        var began = Stopwatch.GetTimestamp();
        var ends = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => app.RunAsync("One")));
        var took = Stopwatch.GetElapsedTime(began);
        Assert.All(ends, end => Assert.Equal("1", end.SerializedOutput));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"500 instances with one step in {took.TotalSeconds:0.0} s, {requests / 500.0:0.00} requests each");
        Assert.InRange(requests, 1500, 1550); // the poll and the lease go on meanwhile
    }

    [Fact]
    public async Task A_thousand_instances_with_three_steps_and_a_timer_take_six_requests_each()
    {
        const int Many = 1000;
        var requests = new ConcurrentQueue<string>();
        var settings = new DurableSettings { LeaseDuration = TimeSpan.FromSeconds(30), PollInterval = TimeSpan.FromSeconds(5), OnRequest = requests.Enqueue };
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), Add, settings);
        await app.RunAsync("Three");
        requests.Clear();
        var began = Stopwatch.GetTimestamp();
        var ends = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => app.RunAsync("Three")));
        var took = Stopwatch.GetElapsedTime(began);
        Assert.All(ends, end => Assert.Equal("3", end.SerializedOutput));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Many} instances with three steps and a timer in {took.TotalSeconds:0.0} s, {Many / took.TotalSeconds:0} a second, {requests.Count / (double)Many:0.00} requests each:"));
        foreach (var kind in requests.GroupBy(r => r.Split('(')[0], StringComparer.Ordinal).OrderByDescending(kind => kind.Count()))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Count() / (double)Many,8:0.000} {kind.Key}"));
        }

        Assert.InRange(requests.Count, 6 * Many, (6 * Many) + 150); // the poll and the lease go on meanwhile
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
        .AddOrchestratorFunc("Three", async context =>
        {
            var one = await context.CallActivityAsync<int>("Next", 0);
            await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            return await context.CallActivityAsync<int>("Next", await context.CallActivityAsync<int>("Next", one));
        })
        .AddActivityFunc<int, int>("Next", (_, i) => i + 1)
        .AddOrchestratorFunc("Timer", context => context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None))
        .AddActivityFunc<int, int>("Echo", (_, i) => i);
}
