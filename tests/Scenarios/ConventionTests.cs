using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>What clients expect of any HTTP API.</summary>
[Trait("shows", "doors")]
public sealed class ConventionTests(AzuriteFixture azurite)
{
    [Theory] // a list; how many items it has
    [InlineData("schedules?text=nightly", 5)]
    [InlineData("agents/alice/schedules", 5)]
    [InlineData("runs", 0)]
    [InlineData("agents", 1)]
    public async Task The_next_page_is_linked_beside_its_token(string list, int count)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        for (var i = 0; i < 5; i++)
        {
            await app.Api.CreateScheduleAsync("alice", $"nightly {i}", "0 3 * * *");
        }

        var (found, path) = (new List<string>(), $"/api/{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=2");
        while (path is not null)
        {
            using var response = await app.Api.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            found.AddRange(page["items"]!.AsArray().Select(item => (string)(item!["id"] ?? item["name"])!));
            Assert.Equal(page["continuation"] is not null, response.Headers.Contains("Link"));
            path = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('>')[0][1..] : null;
            Assert.True(path is null || path.Contains("limit=2", StringComparison.Ordinal));
        }

        Assert.Equal((count, count), (found.Count, found.Distinct(StringComparer.Ordinal).Count()));
    }

    [Fact]
    public async Task What_was_created_or_started_is_found_where_Location_says()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await FollowAsync("agents", new { name = "alice", url = app.Agent.Address });
        var schedule = await FollowAsync("agents/alice/schedules", new { name = "one", cron = "0 9 * * *", zone = "UTC", message = "m" });
        await FollowAsync("agents/alice/runs", new { message = "m" });
        await FollowAsync($"{schedule}/trigger", body: null);
        await FollowAsync($"{schedule}/backfill", new { from = "2026-01-03T00:00:00Z", to = "2026-01-05T00:00:00Z" });
        await FollowAsync("agents/alice/webhooks", new { url = app.Agent.Address, on = new[] { "failed" } });
        await FollowAsync("commands", new { text = "@alice check the models every weekday at 9am" });

        async Task<string> FollowAsync(string path, object? body)
        {
            using var content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body);
            using var response = await app.Api.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode is HttpStatusCode.Created or HttpStatusCode.Accepted, $"{path}: {response.StatusCode}");
            using var found = await app.Api.Http.GetAsync(response.Headers.Location, TestContext.Current.CancellationToken);
            Assert.True(found.StatusCode == HttpStatusCode.OK, $"{path}: {response.Headers.Location}");
            return response.Headers.Location!.ToString()["/api/".Length..];
        }
    }

    [Theory] // path; whether it has a PATCH
    [InlineData("agents/alice", true)]
    [InlineData("agents/alice/schedules", false)]
    [InlineData("me", false)]
    public async Task A_path_that_can_be_patched_says_with_what(string path, bool can)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        using var response = await app.Api.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(can ? ["application/merge-patch+json, application/json"] : [], response.Headers.TryGetValues("Accept-Patch", out var types) ? types : []);
    }

    [Fact]
    public async Task The_app_is_ready_when_its_parts_answer_and_ticks_succeed_and_many_probes_cost_no_more_than_one()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var nobody = app.As(key: null);
        const string NoTick = "no tick has succeeded in the last three minutes";
        Assert.Equal((HttpStatusCode.ServiceUnavailable, NoTick), await TryAsync());
        await app.TickAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, NoTick), await TryAsync()); // kept
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        var at = (await nobody.GetAsync("ready"))["at"]!.ToString();
        app.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(at, (await nobody.GetAsync("ready"))["at"]!.ToString());
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, NoTick), await TryAsync());

        async Task<(HttpStatusCode, string?)> TryAsync() => await nobody.TryAsync(HttpMethod.Get, "ready", null) is var (status, problem) ? (status, (string?)problem?["detail"]) : default;
    }
}
