using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Runs are found again: by agent, by schedule, over all agents, filtered, in pages.</summary>
[Trait("shows", "runs")]
public sealed class HistoryTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Runs_are_found_newest_first_over_all_agents_by_status_trigger_time_schedule_and_text()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address);
        var hourly = await app.Api.CreateScheduleAsync("alice", "hourly", "0 * * * *", "say hello");
        await app.Api.CreateScheduleAsync("bob", "failing", "30 * * * *", "say hello [status 422]");
        for (var half = 1; half <= 6; half++)
        {
            app.Clock.Set(DateTimeOffset.Parse("2026-01-05T09:00:00Z").AddMinutes(30 * half));
            await app.TickAsync();
        }

        app.Clock.Advance(TimeSpan.FromSeconds(1)); // runs of one second have no order
        await app.Api.PostAsync("agents/bob/runs", new { message = "Needle" }, HttpStatusCode.Accepted);
        await app.SettleAsync();

        Assert.Equal("12:00 bob api, 12:00 alice schedule, 11:30 bob schedule, 11:00 alice schedule, 10:30 bob schedule, 10:00 alice schedule, 09:30 bob schedule", await FindAsync(app, "runs"));
        Assert.Equal("11:30 bob schedule, 10:30 bob schedule, 09:30 bob schedule", await FindAsync(app, "runs?status=failed"));
        Assert.Equal("12:00 bob api", await FindAsync(app, "runs?trigger=api"));
        Assert.Equal("12:00 bob api", await FindAsync(app, "runs?text=needle"));
        Assert.Equal("11:00 alice schedule, 10:30 bob schedule", await FindAsync(app, "runs?from=2026-01-05T10:30:00Z&to=2026-01-05T11:30:00Z"));
        Assert.Equal("11:00 alice schedule, 10:00 alice schedule", await FindAsync(app, $"agents/alice/runs?schedule={hourly}&to=2026-01-05T12:00:00Z"));
        Assert.Equal("12:00 alice schedule, 11:00 alice schedule", await FindAsync(app, $"agents/alice/schedules/{hourly}/runs?from=2026-01-05T11:00:00Z"));
        Assert.Equal("", await FindAsync(app, "runs?status=rejected,missed"));

        Assert.Equal(3, (await app.Api.GetAsync("runs?limit=3"))["items"]!.AsArray().Count);
        var pages = (await app.Api.AllAsync("runs?limit=3")).Select(r => (string)r["runId"]!);
        Assert.Equal((await app.Api.GetAsync("runs"))["items"]!.AsArray().Select(r => (string)r!["runId"]!), pages);

        var (status, problem) = await app.Api.TryAsync(HttpMethod.Get, "runs?status=lost&trigger=moon&from=now&to=2026-01-01&schedule=x", null);
        Assert.Equal((HttpStatusCode.BadRequest, 4), (status, problem!["errors"]!.AsObject().Count));
    }

    private static async Task<string> FindAsync(TestApp app, string path) => string.Join(", ", (await app.Api.GetAsync(path))["items"]!.AsArray().Select(r =>
        $"{DateTimeOffset.Parse((string)r!["nominalTime"]!).UtcDateTime:HH:mm} {r["agent"]} {r["trigger"]}"));
}
