using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Lists, search, previews, plain English and commands.</summary>
[Trait("shows", "schedules")]
public sealed class FindTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Schedules_are_found_by_agent_state_tag_and_text_sorted_and_in_pages()
    {
        await using var app = await StartAsync("alice", "bob");
        await MakeAsync(app, "alice", "Zebra", "0 12 * * *", "eu");
        await MakeAsync(app, "bob", "apple", "0 10 * * *", "eu", "night");
        await MakeAsync(app, "alice", "Mango", "0 11 * * *", "night");
        var off = await MakeAsync(app, "bob", "quiet", "0 9 * * *");
        await app.Api.PostAsync($"agents/bob/schedules/{off}/disable");
        Assert.Equal("apple, Mango, quiet, Zebra", await NamesAsync(app, "schedules"));
        Assert.Equal("apple, Mango, Zebra, quiet", await NamesAsync(app, "schedules?sort=nextDueTime")); // the quiet one has nothing due
        Assert.Equal("Mango, Zebra", await NamesAsync(app, "schedules?agent=alice"));
        Assert.Equal("Mango, Zebra", await NamesAsync(app, "agents/alice/schedules"));
        Assert.Equal("quiet", await NamesAsync(app, "schedules?enabled=false"));
        Assert.Equal("apple, Zebra", await NamesAsync(app, "schedules?tag=eu&enabled=true"));
        Assert.Equal("apple, Mango", await NamesAsync(app, "schedules?tag=night&sort=name"));
        Assert.Equal("Mango", await NamesAsync(app, "schedules?text=DO+MANGO"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Get, "schedules?agent=carol", null)).Status);
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Get, "schedules?sort=size&enabled=perhaps&limit=0", null);
        Assert.Equal((HttpStatusCode.BadRequest, 3), (status, problem!["errors"]!.AsObject().Count));

        foreach (var sort in new[] { "name", "nextDueTime" })
        {
            var names = (await app.Api.AllAsync($"schedules?sort={sort}&limit=1")).Select(i => (string)i["name"]!);
            Assert.Equal(await NamesAsync(app, $"schedules?sort={sort}"), string.Join(", ", names));
        }
    }

    [Fact]
    public async Task A_user_finds_its_own_schedules_and_those_on_its_agents_and_no_others()
    {
        await using var app = await StartAsync("alice");
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/shared", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        await ben.CreateScheduleAsync("shared", "bens");
        await ann.CreateScheduleAsync("shared", "anns");
        await app.Api.CreateScheduleAsync("alice", "admins");
        Assert.Equal("anns, bens", string.Join(", ", (await ann.GetAsync("schedules"))["items"]!.AsArray().Select(s => (string?)s!["name"])));
        Assert.Equal("bens", string.Join(", ", (await ben.GetAsync("schedules"))["items"]!.AsArray().Select(s => (string?)s!["name"])));
        Assert.Equal("admins, anns, bens", await NamesAsync(app, "schedules"));
    }

    [Fact]
    public async Task A_preview_says_what_a_spec_means_and_when_it_fires_or_what_is_wrong_with_it()
    {
        await using var app = await StartAsync();
        var preview = await app.Api.GetAsync("cron/preview?cron=0+9+*+*+1-5&zone=Europe/Berlin&count=2");
        Assert.True((bool?)preview["valid"]);
        Assert.Equal("every weekday at 09:00 Europe/Berlin", (string?)preview["human"]);
        Assert.Equal(["2026-01-06T08:00:00Z", "2026-01-07T08:00:00Z"], preview["next"]!.AsArray().Select(n => (string?)n));
        Assert.Equal(["2026-01-06T09:00:00+01:00", "2026-01-07T09:00:00+01:00"], preview["nextLocal"]!.AsArray().Select(n => (string?)n));

        var wrong = await app.Api.GetAsync("cron/preview?cron=61+9+*+*+*&zone=Mars/Olympus&jitter=long&colour=red");
        Assert.False((bool?)wrong["valid"]);
        Assert.Equal(["colour", "cron", "jitter", "zone"], wrong["errors"]!.AsObject().Select(e => e.Key).Order());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Get, "cron/preview?cron=@daily&zone=UTC&count=101", null)).Status);
    }

    [Theory]
    [InlineData("cron=30+2+*+*+*&zone=Europe/Berlin", "02:30 on 2026-03-29 does not exist in Europe/Berlin", "the first time only")]
    [InlineData("cron=30+2+*+*+*&zone=Europe/Berlin&dstGap=skip&dstOverlap=both", "it does not run then", "both times")]
    [InlineData("cron=*/30+*+*+*+*&zone=Europe/Berlin", "occurs twice", "both times")]
    [InlineData("cron=0+9+13+*+FRI&zone=UTC", "days that match both", "Vixie")]
    [InlineData("cron=0+9+31+*+*&zone=UTC", "only seven months", "use L")]
    [InlineData("cron=0+9+*+*+*&zone=UTC&jitter=PT5M", "up to PT5M later", "jitter")]
    public async Task A_preview_warns_in_words(string query, string first, string second)
    {
        await using var app = await StartAsync();
        var warnings = string.Join(" | ", (await app.Api.GetAsync($"cron/preview?{query}"))["warnings"]!.AsArray().Select(w => (string?)w));
        Assert.Contains(first, warnings, StringComparison.Ordinal);
        Assert.Contains(second, warnings, StringComparison.Ordinal);
    }

    [Theory] // gaps that the next few occurrences do not show
    [InlineData("cron=*/5+*+*+*+*&zone=UTC", null)]
    [InlineData("cron=0,4+9+1+1+*&zone=UTC", "PT4M")]
    [InlineData("cron=58+23+31+12+*&zone=UTC", null)] // once a year
    [InlineData("cron=2,58+0,23+1,31+*+*&zone=UTC", "PT4M")] // over the end of a month
    [InlineData("cron=5,50+1-3+*+3+*&zone=Europe/Berlin", "PT5M")] // 02:50 moves to 03:00 when the clocks jump, five minutes before 03:05
    [InlineData("cron=5,50+1-3+*+5+*&zone=Europe/Berlin", null)]
    [InlineData("every=PT6M", null)]
    [InlineData("every=PT4M", "PT4M")]
    public async Task The_shortest_interval_is_looked_for_over_all_gaps(string query, string? refused)
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:MinimumInterval"] = refused == "PT5M" ? "00:06:00" : "00:05:00" });
        var preview = await app.Api.GetAsync($"cron/preview?{query}");
        Assert.Equal(refused is null, (bool?)preview["valid"]);
        if (refused is not null)
        {
            Assert.Contains($"fires {refused} apart", preview["errors"]!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Seconds_are_for_deployments_that_allow_them()
    {
        await using var app = await StartAsync();
        Assert.Contains("AllowSeconds", (await app.Api.GetAsync("cron/preview?cron=30+0+9+*+*+*&zone=UTC"))["errors"]!.ToJsonString(), StringComparison.Ordinal);
        await using var other = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:AllowSeconds"] = "true" });
        Assert.Equal("2026-01-05T09:00:30Z", (string?)(await other.Api.GetAsync("cron/preview?cron=30+0+9+*+*+*&zone=UTC"))["next"]![0]);
    }

    [Fact]
    public async Task Plain_english_becomes_a_spec_or_is_told_what_was_not_understood()
    {
        await using var app = await StartAsync();
        var parsed = await app.Api.PostAsync("cron/parse", new { text = "first monday of the month at noon", zone = "Europe/Berlin" });
        Assert.Equal(("2026-01-05T11:00:00Z", 5), ((string?)parsed["next"]![0], parsed["next"]!.AsArray().Count));
        Assert.Equal("Europe/Berlin", (string?)parsed["spec"]!["zone"]);
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "cron/parse", """{"text":"every blue moon"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("blue moon", problem!["errors"]!["text"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Post, "cron/parse", """{"text":"every 10 seconds","zone":"Mars/Olympus"}""")).Status);
    }

    [Fact]
    public async Task A_command_makes_a_schedule_or_runs_at_once()
    {
        await using var app = await StartAsync("alice", "bob");
        var made = await app.Api.PostAsync("commands", new { text = "@alice check deprecated models every weekday at 9am", zone = "Europe/Berlin" }, HttpStatusCode.Created);
        Assert.Equal(("alice", "check deprecated models", "every weekday at 09:00 Europe/Berlin"), ((string?)made["agent"], (string?)made["message"], (string?)made["human"]));
        var again = await app.Api.PostAsync("commands", new { text = "@alice check deprecated models every day at noon" }, HttpStatusCode.Created);
        Assert.Equal("check deprecated models (2)", (string?)again["name"]);
        Assert.Equal("running", (string?)(await app.Api.PostAsync("commands", new { text = "@bob tidy up" }, HttpStatusCode.Accepted))["status"]);
        await app.SettleAsync();
        Assert.Equal("tidy up", Assert.Single(app.Agent.Calls).Message);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Post, "commands", """{"text":"@carol do it every day at 9"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Post, "commands", """{"text":"@cron do it every day at 9"}""")).Status); // two agents: which?
    }

    [Fact]
    public async Task A_deleted_schedule_goes_for_good_after_thirty_days_with_its_runs_and_old_runs_go_by_themselves()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (kept, gone) = (await app.Api.CreateScheduleAsync("alice", "kept", message: "x [log 3]"), await app.Api.CreateScheduleAsync("alice", "gone", message: "x [log 3]"));
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.Api.PostAsync($"agents/alice/schedules/{kept}/disable");
        await app.Api.DeleteAsync($"agents/alice/schedules/{gone}");
        var rows = new Rows(app.Storage);
        await PurgeAfterAsync(29);
        Assert.Equal((2, 2, 1), ((await rows.OfKindAsync('s')).Count, (await rows.OfKindAsync('x')).Count, (await rows.OfKindAsync('p')).Count));
        await PurgeAfterAsync(2);
        Assert.Equal((1, 1, 0), ((await rows.OfKindAsync('s')).Count, (await rows.OfKindAsync('x')).Count, (await rows.OfKindAsync('p')).Count));
        Assert.Equal(kept, (string?)Assert.Single(await app.Api.RunsAsync("alice"))["scheduleId"]);
        await PurgeAfterAsync(60);
        Assert.Empty(await rows.OfKindAsync('x'));
        Assert.Empty(await rows.OfKindAsync('y'));
        Assert.Equal(1, (int?)(await app.Api.GetAsync($"agents/alice/schedules/{kept}"))["totals"]!["runs"]); // what they came to stays
        await rows.AssertAtRestAsync();

        async Task PurgeAfterAsync(int days)
        {
            app.Clock.Advance(TimeSpan.FromDays(days));
            await app.Harness.RunTimerAsync("PurgeTimer", TestContext.Current.CancellationToken);
        }
    }

    private async Task<TestApp> StartAsync(params string[] agents)
    {
        var app = await TestApp.StartAsync(azurite);
        foreach (var agent in agents)
        {
            await app.Api.RegisterAgentAsync(agent, app.Agent.Address);
        }

        return app;
    }

    private static async Task<string> MakeAsync(TestApp app, string agent, string name, string cron, params string[] tags) =>
        (string)(await app.Api.PostAsync($"agents/{agent}/schedules", new { name, cron, zone = "UTC", message = $"do {name}", tags }, HttpStatusCode.Created))["id"]!;

    private static async Task<string> NamesAsync(TestApp app, string path) =>
        string.Join(", ", (await app.Api.GetAsync(path))["items"]!.AsArray().Select(s => (string?)s!["name"]));
}
