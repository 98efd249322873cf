using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

[Trait("shows", "schedules")]
public sealed class StatusTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_status_says_when_the_last_tick_succeeded_and_what_is_overdue()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice");
        Assert.Null((await app.Api.GetAsync("scheduler/status"))["lastTickAt"]);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (int?)(await app.Api.GetAsync("scheduler/status"))["overdue"]);
        await app.TickAsync();
        await app.SweepAsync(); // writes down that the tick was
        var status = await app.Api.GetAsync("scheduler/status");
        Assert.Equal(("2026-01-05T09:01:00Z", 0, 0), ((string?)status["lastTickAt"], (int?)status["overdue"], (int?)status["inFlight"]));

        app.Clock.Advance(TimeSpan.FromMinutes(5)); // no sweep runs any more: the tick writes it itself
        await app.TickAsync();
        Assert.Equal("2026-01-05T09:06:00Z", (string?)(await app.Api.GetAsync("scheduler/status"))["lastTickAt"]);

        using var ann = app.As((string?)(await app.Api.PostAsync("keys", new { name = "ann" }, HttpStatusCode.Created))["key"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Get, "scheduler/status", null)).Status);
    }
}
