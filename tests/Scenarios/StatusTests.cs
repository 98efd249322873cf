using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

[Trait("shows", "access")]
public sealed class StatusTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_status_says_when_the_last_tick_succeeded_and_what_is_overdue()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice");
        Assert.Null((await app.Api.GetAsync("scheduler/status"))["lastTickAt"]);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        app.Clock.Advance(TimeSpan.FromSeconds(3));
        var late = await app.Api.GetAsync("scheduler/status");
        Assert.Equal((1, 1, "PT3S"), ((int?)late["enabled"], (int?)late["overdue"], (string?)late["lateness"]));
        await app.TickAsync();
        await app.SweepAsync(); // writes down that the tick was
        var status = await app.Api.GetAsync("scheduler/status");
        Assert.Equal(("2026-01-05T09:01:03Z", "PT0S", 0, 0, 0), ((string?)status["lastTickAt"], (string?)status["sinceLastTick"], (int?)status["overdue"], (int?)status["inFlight"], (int?)status["queueLength"]));

        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 1 });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.Api.PostAsync("agents/alice/runs", new { message = "x [slow 3s]" }, HttpStatusCode.Accepted)));
        var busy = await app.Api.GetAsync("scheduler/status");
        Assert.Equal((3, 2, 1), ((int?)busy["inFlight"], (int?)busy["waiting"], (int?)busy["running"]));
        Assert.Equal(3, busy["shards"]!.AsArray().Sum(shard => (int?)shard!["inFlight"]));
        await app.SettleAsync();

        app.Clock.Advance(TimeSpan.FromMinutes(5)); // no sweep runs any more: the tick writes it itself
        await app.TickAsync();
        Assert.Equal("2026-01-05T09:06:03Z", (string?)(await app.Api.GetAsync("scheduler/status"))["lastTickAt"]);

        using var ann = await app.CallerAsync("ann");
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Get, "scheduler/status", null)).Status);
    }
}
