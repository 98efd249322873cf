using AgentSched.Storage;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>What ticks and runs cost, in storage requests of the app; counted, not timed.</summary>
[Trait("shows", "schedules")]
public sealed class CostTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task A_tick_that_finds_nothing_due_asks_each_shard_once_however_many_schedules_there_are()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:MaxSchedulesPerOwner"] = "500" });
        Assert.Equal(2, (await CountAsync(app, () => app.Local.RunTimerAsync("DispatchTimer", CancellationToken.None))).Values.Sum()); // two shards, nothing stored
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address);
        foreach (var batch in Enumerable.Range(0, 300).Chunk(10))
        {
            await Task.WhenAll(batch.Select(i => app.Api.CreateScheduleAsync(i % 2 == 0 ? "alice" : "bob", $"s{i}", "@yearly")));
        }

        var counts = await CountAsync(app, () => app.Local.RunTimerAsync("DispatchTimer", CancellationToken.None));
        Assert.Equal(["table GET=2"], counts.Select(c => $"{c.Key}={c.Value}"));
    }

    [Fact]
    public async Task A_plain_run_costs_the_app_a_dozen_requests()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *");
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        var counts = await CountAsync(app, app.TickAsync);
        Assert.Single(app.Agent.Calls);
        var ofTheRun = counts.Values.Sum() - 2; // the tick's own two
        output.WriteLine($"{ofTheRun}: {string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))}");

        // claim, message, three reads and a transaction to open, two reads to call, the log, two reads and a transaction to close
        Assert.Equal(12, ofTheRun);
    }

    private static async Task<SortedDictionary<string, long>> CountAsync(TestApp app, Func<Task> work)
    {
        var counter = app.Services.GetRequiredService<RequestCounter>();
        var before = counter.Counts;
        await work();
        return new SortedDictionary<string, long>(
            counter.Counts.ToDictionary(c => c.Key, c => c.Value - before.GetValueOrDefault(c.Key)).Where(c => c.Value > 0).ToDictionary(), StringComparer.Ordinal);
    }
}
