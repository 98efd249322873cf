using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Commands about schedules that exist: list, show next, pause, resume, run, delete. It is Monday 2026-01-05, 09:00 UTC.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class ManageCommandTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("@one list", "nightly, Weekly report")]
    [InlineData("@one list schedules", "nightly, Weekly report")]
    [InlineData("@cron list my schedules", "morning, nightly, Weekly report")]
    [InlineData("list all schedules", "morning, nightly, Weekly report")]
    [InlineData("what's scheduled?", "morning, nightly, Weekly report")]
    [InlineData("@two show schedules", "morning")]
    [InlineData("@cron show next", "morning, nightly, Weekly report")] // by next due time: 10:00, 23:00, Friday
    [InlineData("@one show next nightly", "nightly")]
    [InlineData("show me the next run of \"weekly report\"", "Weekly report")]
    [InlineData("when does morning run next?", "morning")]
    public async Task Reading_is_answered_at_once(string text, string names)
    {
        await using var app = await StartAsync();
        var items = (await app.Api.PostAsync("commands", new { text }))["items"]!.AsArray();
        Assert.Equal(names, string.Join(", ", items.Select(i => (string?)i!["name"])));
        Assert.All(items, item => Assert.Equal(5, item!["next"]!.AsArray().Count));
    }

    [Theory] // text, what the reading says, what is then true of the schedule
    [InlineData("@one pause nightly", "disables schedule \"nightly\" of admin until it is resumed", "enabled false")]
    [InlineData("@cron pause the nightly schedule", "disables schedule \"nightly\" of admin until it is resumed", "enabled false")]
    [InlineData("stop schedule \"Weekly Report\"", "disables schedule \"Weekly report\" of admin until it is resumed", "enabled false")]
    [InlineData("@cron pause nightly until tomorrow at 9", "pauses schedule \"nightly\" of admin until 2026-01-06T09:00:00Z", "pausedUntil 2026-01-06T09:00:00Z")]
    [InlineData("@cron pause nightly for 2 days", "pauses schedule \"nightly\" of admin until 2026-01-07T09:00:00Z", "pausedUntil 2026-01-07T09:00:00Z")]
    [InlineData("@cron pause nightly until friday at 8am", "pauses schedule \"nightly\" of admin until 2026-01-09T08:00:00Z", "pausedUntil 2026-01-09T08:00:00Z")]
    public async Task A_change_is_confirmed_first(string text, string human, string then)
    {
        await using var app = await StartAsync();
        var before = await new Rows(app.Storage).ETagsAsync();
        var choice = await app.Api.PostAsync("commands", new { text }, HttpStatusCode.Conflict);
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
        var reading = choice["readings"]![0]!;
        Assert.Equal(human, (string?)reading["human"]);
        var changed = await app.Api.PostAsync("commands", reading);
        Assert.Equal(then.Split(' ')[1], changed[then.Split(' ')[0]]!.ToString());

        var resume = (await app.Api.PostAsync("commands", new { text = $"@cron resume {reading["name"]}" }, HttpStatusCode.Conflict))["readings"]![0]!;
        var resumed = await app.Api.PostAsync("commands", resume);
        Assert.Equal((true, null), ((bool)resumed["enabled"]!, (string?)resumed["pausedUntil"]));
    }

    [Fact]
    public async Task Running_and_deleting_are_confirmed_first()
    {
        await using var app = await StartAsync();
        var run = (await app.Api.PostAsync("commands", new { text = "@cron run nightly" }, HttpStatusCode.Conflict))["readings"]!.AsArray();
        Assert.Equal("trigger", (string?)Assert.Single(run)!["action"]);
        await app.Api.PostAsync("commands", run[0], HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal("back it up", Assert.Single(app.Agent.Calls).Message);

        var delete = (await app.Api.PostAsync("commands", new { text = "delete nightly" }, HttpStatusCode.Conflict))["readings"]!.AsArray();
        await app.Api.PostAsync("commands", Assert.Single(delete), HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Post, "commands", Assert.Single(delete)!.ToJsonString())).Status);
        await app.Api.PostAsync("commands", new { text = "delete nightly" }, HttpStatusCode.NotFound);
    }

    /// <summary>"pause the deployment" may be what the agent is to do, as no schedule has this name; "run morning" is not.</summary>
    [Fact]
    public async Task What_may_be_a_message_is_offered_as_one()
    {
        await using var app = await StartAsync();
        var readings = (await app.Api.PostAsync("commands", new { text = "@two run morning" }, HttpStatusCode.Conflict))["readings"]!.AsArray();
        Assert.Equal(["trigger"], readings.Select(r => (string?)r!["action"]));
        readings = (await app.Api.PostAsync("commands", new { text = "@one pause the deployment" }, HttpStatusCode.Conflict))["readings"]!.AsArray();
        Assert.Equal("run", (string?)Assert.Single(readings)!["action"]);
        await app.Api.PostAsync("commands", readings[0], HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal("pause the deployment", Assert.Single(app.Agent.Calls).Message);
        await app.Api.PostAsync("commands", new { text = "@cron run nightly backup every day at 3" }, HttpStatusCode.BadRequest); // a new schedule, and two agents
    }

    [Theory]
    [InlineData("@cron pause nigtly", HttpStatusCode.NotFound, "did you mean \"nightly\"?")]
    [InlineData("pause schedule backup", HttpStatusCode.NotFound, "schedule \"backup\"")]
    [InlineData("@one delete schedule morning", HttpStatusCode.NotFound, "schedule \"morning\"")] // it is another agent's
    [InlineData("@cron delete all", HttpStatusCode.BadRequest, "names no single schedule")]
    [InlineData("@cron pause nightly until yesterday", HttpStatusCode.BadRequest, "\"yesterday\" is not a single time in the future")]
    [InlineData("@cron pause nightly until friday", HttpStatusCode.BadRequest, "\"friday\" is not a single time in the future")]
    [InlineData("@nobody pause nightly", HttpStatusCode.NotFound, "agent \"nobody\"")]
    [InlineData("pause", HttpStatusCode.BadRequest, "names no agent")]
    public async Task A_name_that_no_schedule_has_is_refused(string text, HttpStatusCode status, string detail)
    {
        await using var app = await StartAsync();
        var before = await new Rows(app.Storage).ETagsAsync();
        Assert.Contains(detail, (string?)(await app.Api.PostAsync("commands", new { text }, status))["detail"], StringComparison.Ordinal);
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
    }

    [Theory] // a reading, with fields that its action does not read → the fields that are refused
    [InlineData("""{"action":"run","agent":"one","message":"m","spec":{"cron":"0 9 * * *","zone":"UTC"}}""", "spec")]
    [InlineData("""{"action":"run","agent":"one","message":"m","zone":"UTC"}""", "zone")]
    [InlineData("""{"action":"run","agent":"one","message":"m","schedule":"{id}","until":"2026-01-07T09:00:00Z"}""", "schedule until")]
    [InlineData("""{"action":"schedule","agent":"one","message":"m","spec":{"cron":"0 9 * * *","zone":"UTC"},"zone":"Europe/Berlin"}""", "zone")]
    [InlineData("""{"action":"schedule","agent":"one","message":"m","spec":{"cron":"0 9 * * *","zone":"UTC"},"until":"2026-01-07T09:00:00Z"}""", "until")]
    [InlineData("""{"action":"pause","agent":"one","schedule":"{id}","message":"m"}""", "message")]
    [InlineData("""{"action":"delete","agent":"one","schedule":"{id}","until":"2026-01-07T09:00:00Z"}""", "until")]
    [InlineData("""{"action":"trigger","agent":"one","schedule":"{id}","message":"m","spec":{"cron":"0 9 * * *","zone":"UTC"}}""", "message spec")]
    [InlineData("""{"text":"@one say hello","spec":{"cron":"0 9 * * *","zone":"UTC"}}""", "action")]
    [InlineData("""{"text":"@one say hello","until":"2026-01-07T09:00:00Z"}""", "action")]
    public async Task A_field_that_a_reading_does_not_use_is_refused(string body, string fields)
    {
        await using var app = await StartAsync();
        var id = (string)(await app.Api.AllAsync("agents/one/schedules"))[0]["id"]!;
        var before = await new Rows(app.Storage).ETagsAsync();
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "commands", body.Replace("{id}", id, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(fields, string.Join(' ', problem!["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal)));
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
    }

    [Theory] // agent one has "nightly report" and "nightly backup"
    [InlineData("@one pause nightly report until Monday at 9", HttpStatusCode.Conflict, "pause")]
    [InlineData("@one run nightly report now", HttpStatusCode.Conflict, "trigger")]
    [InlineData("@one run nightly report", HttpStatusCode.Conflict, "trigger")]
    [InlineData("@one cancel nightly report", HttpStatusCode.Conflict, "pause, delete")]
    [InlineData("@one pause nightl", HttpStatusCode.Conflict, "run")]
    [InlineData("@one delete schedule nightl", HttpStatusCode.NotFound, "did you mean \"nightly\"")]
    [InlineData("@one pause nothing here", HttpStatusCode.Conflict, "run")]
    [InlineData("@one run nightly report tomorrow at 9", HttpStatusCode.BadRequest, "tomorrow at 9")]
    [InlineData("@one pause nightly report every monday", HttpStatusCode.BadRequest, "every monday")]
    [InlineData("@one pause nightly report and nightly backup", HttpStatusCode.BadRequest, "and nightly backup")]
    [InlineData("@one delete all schedules", HttpStatusCode.BadRequest, "names no single schedule")]
    [InlineData("@one pause all", HttpStatusCode.BadRequest, "names no single schedule")]
    [InlineData("@one pause nightly report for ever", HttpStatusCode.BadRequest, "\"for ever\" is not a single time")]
    [InlineData("@one pause nightly report for -2 days", HttpStatusCode.BadRequest, "\"for -2 days\" is not a single time")]
    [InlineData("@one pause everything until monday", HttpStatusCode.BadRequest, "\"everything\" names no single schedule")]
    [InlineData("@one clear all schedules", HttpStatusCode.BadRequest, "names no single schedule")]
    [InlineData("@one rename nightly report", HttpStatusCode.BadRequest, "\"rename\" is no command about schedules: \"nightly report\" can be listed")]
    [InlineData("@one rename nightly report to weekly digest", HttpStatusCode.BadRequest, "send PATCH /api/agents/one/schedules/")]
    [InlineData("@one edit nightly report", HttpStatusCode.BadRequest, "\"edit\" is no command")]
    [InlineData("@one skip next nightly report", HttpStatusCode.BadRequest, "exclude skips days")]
    [InlineData("@one skip the next run of nightly report", HttpStatusCode.BadRequest, "\"skip\" is no command")]
    [InlineData("@one reschedule nightly report tomorrow at 9", HttpStatusCode.BadRequest, "\"reschedule\" is no command")]
    [InlineData("@one pause", HttpStatusCode.BadRequest, "\"pause\" does not say which schedule")]
    [InlineData("@one run", HttpStatusCode.BadRequest, "\"run\" does not say which schedule")]
    [InlineData("@one delete", HttpStatusCode.BadRequest, "\"delete\" does not say which schedule")]
    [InlineData("@one please resume it", HttpStatusCode.BadRequest, "\"resume\" does not say which schedule")]
    [InlineData("@one list nightly report", HttpStatusCode.OK, "nightly report")]
    [InlineData("@one show nightly report", HttpStatusCode.OK, "nightly report")]
    [InlineData("@one show me the nightly report", HttpStatusCode.OK, "nightly report")]
    [InlineData("@one list paused schedules", HttpStatusCode.OK, "[]")]
    [InlineData("@one which schedules are paused?", HttpStatusCode.OK, "[]")]
    [InlineData("@one list active schedules", HttpStatusCode.OK, "nightly report")]
    [InlineData("@one list schedules of two", HttpStatusCode.OK, "morning")]
    [InlineData("@one list schedules of nobody", HttpStatusCode.NotFound, "agent \"nobody\"")]
    public async Task A_command_about_schedules_never_runs_as_a_message(string text, HttpStatusCode status, string expected)
    {
        await using var app = await StartAsync();
        await app.Api.CreateScheduleAsync("one", "nightly report");
        await app.Api.CreateScheduleAsync("one", "nightly backup");
        var before = await new Rows(app.Storage).ETagsAsync();
        var answer = await app.Api.PostAsync("commands", new { text }, status);
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
        Assert.Contains(expected, answer["readings"] is { } readings ? string.Join(", ", readings.AsArray().Select(r => (string?)r!["action"])) : (string?)answer["detail"] ?? answer["items"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(answer["readings"]?.AsArray() ?? [], r => ((string?)r!["message"])?.Contains("nightly report", StringComparison.Ordinal) == true);
        Assert.Empty(app.Agent.Calls);
    }

    [Fact]
    public async Task A_name_of_several_is_asked_back_and_only_the_owner_may_change_it()
    {
        await using var app = await StartAsync();
        await app.Api.TryAsync(HttpMethod.Patch, "agents/one", """{"sharedWith":["ben"]}""");
        using var ben = await app.CallerAsync("ben");
        await ben.CreateScheduleAsync("one", "Nightly");
        var readings = (await app.Api.PostAsync("commands", new { text = "@cron pause nightly" }, HttpStatusCode.Conflict))["readings"]!.AsArray();
        Assert.Equal(2, readings.Count);
        var admins = readings.Single(r => ((string)r!["human"]!).Contains("of admin", StringComparison.Ordinal))!;

        // Ben sees and offers only his own; somebody else's reading does not help him.
        Assert.Single((await ben.PostAsync("commands", new { text = "@cron pause nightly" }, HttpStatusCode.Conflict))["readings"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await ben.TryAsync(HttpMethod.Post, "commands", admins.ToJsonString())).Status);
        using var ann = await app.CallerAsync("ann");
        Assert.Equal(HttpStatusCode.NotFound, (await ann.TryAsync(HttpMethod.Post, "commands", admins.ToJsonString())).Status);
        Assert.Empty((await ann.PostAsync("commands", new { text = "list schedules" }))["items"]!.AsArray());
    }

    [Theory] // schedules "check" and "the y" of agent one → the readings: action, and message or name
    [InlineData("@one run check on the server", "trigger check, run run check on the server")]
    [InlineData("@one start check for the web shop", "trigger check, run start check for the web shop")]
    [InlineData("@one run check, then tell me", "trigger check, run run check, then tell me")]
    [InlineData("@one run check", "trigger check")]
    [InlineData("@one run check now", "trigger check")]
    [InlineData("@one pause the y", "pause the y")]
    [InlineData("@one pause the \"the y\"", "pause the y")]
    [InlineData("@one delete y", "run delete y")] // there is none: perhaps a message
    [InlineData("@one pause caf\u00e9", "pause caf\u00e9")]
    [InlineData("@one pause cafe\u0301", "pause caf\u00e9")]
    [InlineData("@one run re\u0301sume\u0301", "trigger r\u00e9sum\u00e9")] // stored in form C
    [InlineData("@one run r\u00e9sum\u00e9", "trigger r\u00e9sum\u00e9")]
    public async Task What_may_be_a_schedule_or_a_message_is_offered_as_both_and_names_are_compared_as_they_look(string text, string expected)
    {
        await using var app = await StartAsync();
        foreach (var name in new[] { "check", "the y", "caf\u00e9", "re\u0301sume\u0301" })
        {
            await app.Api.CreateScheduleAsync("one", name);
        }

        var readings = (await app.Api.PostAsync("commands", new { text }, HttpStatusCode.Conflict))["readings"]!.AsArray();
        Assert.Equal(expected, string.Join(", ", readings.Select(r => $"{r!["action"]} {r["message"] ?? r["name"]}")));
        Assert.Empty(app.Agent.Calls);
    }

    [Fact]
    public async Task No_reading_is_offered_that_the_state_of_its_schedule_forbids()
    {
        await using var app = await StartAsync();
        await app.Api.PostAsync("agents/one/schedules", new { name = "party", at = "2026-01-05T09:01:00", zone = "UTC", message = "dance" }, HttpStatusCode.Created);
        await app.TickAtAsync("2026-01-05T09:01:00Z");
        var problem = await app.Api.PostAsync("commands", new { text = "@one resume party" }, HttpStatusCode.Conflict);
        Assert.Null(problem["readings"]);
        Assert.Contains("schedule \"party\" has ended", (string?)problem["detail"], StringComparison.Ordinal);

        var nightly = (await app.Api.PostAsync("commands", new { text = "@one pause nightly" }, HttpStatusCode.Conflict))["readings"]![0];
        await app.Api.PostAsync("commands", nightly);
        problem = await app.Api.PostAsync("commands", new { text = "@one pause nightly until friday at 9" }, HttpStatusCode.Conflict);
        Assert.Null(problem["readings"]);
        Assert.Contains("the schedule is disabled", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal("nightly", (string?)Assert.Single((await app.Api.PostAsync("commands", new { text = "@one list paused schedules" }))["items"]!.AsArray(), item => !(bool)item!["enabled"]! && (string?)item["name"] == "nightly")!["name"]);
    }

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("one", app.Agent.Address);
        await app.Api.RegisterAgentAsync("two", app.Agent.Address);
        await app.Api.CreateScheduleAsync("one", "nightly", "0 23 * * *", "back it up");
        await app.Api.CreateScheduleAsync("one", "Weekly report", "0 9 * * 5");
        await app.Api.CreateScheduleAsync("two", "morning", "0 10 * * *");
        return app;
    }
}
