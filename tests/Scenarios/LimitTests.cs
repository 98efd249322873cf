using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>A schedule ends after so many runs: not one more, not one less.</summary>
public sealed class LimitTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_run_that_was_claimed_ahead_of_an_edit_counts_once_towards_the_limit()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:LookAhead"] = "00:01:10" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var created = await app.Api.PostAsync(
            "agents/alice/schedules", new { name = "twice", cron = "* * * * *", zone = "UTC", message = "go on", maxRuns = 2 }, HttpStatusCode.Created);
        Assert.Equal("2026-01-05T09:01:00Z", (string?)created["nextDueTime"]);
        var id = (string)created["id"]!;
        await app.TickAsync(); // now that is claimed
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await app.Api.PostAsync($"agents/alice/schedules/{id}/disable");
        await app.Api.PostAsync($"agents/alice/schedules/{id}/enable");
        await app.TickAsync();
        Assert.Equal("2026-01-05T09:01:00Z", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["nextDueTime"]);
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T09:01:00Z"));
        Assert.Equal("2026-01-05T09:02:00Z", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["nextDueTime"]);
    }
}
