using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Commands in plain English over HTTP: accepted, asked back, refused. It is Monday 2026-01-05, 09:00 UTC.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class CommandTests(AzuriteFixture azurite)
{
    /// <summary>Text, then the schedule that it creates: its message and its spec in words.</summary>
    private static readonly (string Text, string Message, string Human)[] Accepted =
    [
        ("summarise the week at 03:00 AM, only on Wednesday and Friday", "summarise the week", "every Wednesday and Friday at 03:00 UTC"),
        ("check the models every day at 9 but only on weekdays", "check the models", "every weekday at 09:00 UTC"),
        ("check the models at 9:30 on mondays", "check the models", "every Monday at 09:30 UTC"),
        ("check the models on days 1 and 15 at 10", "check the models", "on the 1st and 15th of the month at 10:00 UTC"),
        ("every monday check the models at 9", "check the models", "every Monday at 09:00 UTC"),
        ("send the figures tomorrow at 17:00", "send the figures", "once on 2026-01-06 at 17:00 UTC"),
        ("tomorrow send the figures at 9", "send the figures", "once on 2026-01-06 at 09:00 UTC"),
        ("send the figures 2 hours from now", "send the figures", "once on 2026-01-05 at 11:00 UTC"),
        ("run nightly backup at midnight", "run nightly backup", "every day at 00:00 UTC"),
        ("run the load test for 10 minutes every day at 9", "run the load test for 10 minutes", "every day at 09:00 UTC"),
        ("check the models every weekday at 9am London time", "check the models", "every weekday at 09:00 Europe/London"),
    ];

    /// <summary>Text, then its readings: action, message, spec in words.</summary>
    private static readonly (string Text, string[] Readings)[] Asked =
    [
        ("remind me tomorrow at 9am to water the garden", ["schedule: remind me to water the garden: once on 2026-01-06 at 09:00 UTC", "run: remind me tomorrow at 9am to water the garden: once, at once"]),
        ("plan my trip for next friday at 5pm", ["schedule: plan my trip: once on 2026-01-09 at 17:00 UTC", "run: plan my trip for next friday at 5pm: once, at once"]),
        ("send the report at 5pm", ["schedule: send the report: once on 2026-01-05 at 17:00 UTC", "schedule: send the report: every day at 17:00 UTC"]),
        ("send the report at 8:30", ["schedule: send the report: once on 2026-01-06 at 08:30 UTC", "schedule: send the report: every day at 08:30 UTC"]),
        ("at noon send the report", ["schedule: send the report: once on 2026-01-05 at 12:00 UTC", "schedule: send the report: every day at 12:00 UTC"]),
        ("send the report jeden Tag um 9 Uhr", ["schedule: send the report: every day at 09:00 UTC", "run: send the report jeden Tag um 9 Uhr: once, at once"]),
        ("envoie le rapport tous les jours à 9h", ["schedule: envoie le rapport: every day at 09:00 UTC", "run: envoie le rapport tous les jours à 9h: once, at once"]),
        ("send the report friday at 9", ["schedule: send the report: once on 2026-01-09 at 09:00 UTC", "schedule: send the report: every Friday at 09:00 UTC"]),
        ("send the report on the 15th at 9", ["schedule: send the report: once on 2026-01-15 at 09:00 UTC", "schedule: send the report: on the 15th of the month at 09:00 UTC"]),
        ("summarize yesterday every day at 7", ["schedule: summarize yesterday: every day at 07:00 UTC", "run: summarize yesterday every day at 7: once, at once"]),
        ("Compare the sales of Monday and Friday every day at 9", ["schedule: Compare the sales of Monday and Friday: every day at 09:00 UTC", "run: Compare the sales of Monday and Friday every day at 9: once, at once"]),
        ("check every 5 minutes whether the site is up", ["schedule: check whether the site is up: every 5 minutes", "run: check every 5 minutes whether the site is up: once, at once"]),
        ("summarize yesterday", ["run: summarize yesterday: once, at once"]),
        ("what is the plan for friday?", ["run: what is the plan for friday?: once, at once"]),
        ("weekly reflection", ["run: weekly reflection: once, at once"]),
        ("send the report on friday the 13th at 9", ["schedule: send the report: once on 2026-02-13 at 09:00 UTC", "schedule: send the report: every Friday the 13th at 09:00 UTC"]),
        ("water the garden in a fortnight", ["run: water the garden in a fortnight: once, at once"]),
        ("полей сад каждый день в 9", ["run: полей сад каждый день в 9: once, at once"]),
    ];

    /// <summary>Text, then the words that its refusal quotes.</summary>
    private static readonly (string Text, string Words)[] Refused =
    [
        ("check the models every weekday at 9am except holidays", "except holidays"),
        ("check the models tomorow at 17:00", "tomorow"),
        ("check the models every weekdey at 9am", "every weekdey"),
        ("check the models tomorrow", "tomorrow"),
        ("check the models daily", "daily"),
        ("check the models every two weeks on monday", "every two weeks on monday"),
        ("check the models twice a day", "twice a day"),
        ("check the models at 25:00", "25:00"),
        ("check the models every day at 9 CET", "CET"),
        ("every day at 9", "every day at 9"),
    ];

    [Fact]
    public async Task What_people_say_is_accepted_and_leaves_no_time_in_the_message()
    {
        await using var app = await StartAsync();
        foreach (var (text, message, human) in Accepted)
        {
            var made = await app.Api.PostAsync("commands", new { text = $"@one {text}" }, HttpStatusCode.Created);
            Assert.Equal((text, message, human), (text, (string?)made["message"], (string?)made["human"]));
            Assert.Equal(human.EndsWith("London", StringComparison.Ordinal) ? "Europe/London, which the text names" : "UTC, because neither the text nor the field zone names one", (string?)made["zoneReason"]);
        }

        var local = await app.Api.PostAsync("commands", new { text = "@one water the plants every day at 9", zone = "Asia/Tokyo" }, HttpStatusCode.Created);
        Assert.Equal("Asia/Tokyo, from the field zone", (string?)local["zoneReason"]);
        await app.Api.PutAsync($"agents/one/schedules/{local["id"]}", local); // what was read can be sent back
        Assert.Empty(await app.Api.RunsAsync("one"));
    }

    [Fact]
    public async Task What_can_mean_several_things_is_asked_back_and_a_reading_sent_back_is_carried_out()
    {
        await using var app = await StartAsync();
        foreach (var (text, expected) in Asked)
        {
            var before = await new Rows(app.Storage).ETagsAsync();
            var choice = await app.Api.PostAsync("commands", new { text = $"@one {text}" }, HttpStatusCode.Conflict);
            var readings = choice["readings"]!.AsArray().Select(r => r!).ToList();
            Assert.Equal(expected, readings.Select(r => $"{r["action"]}: {r["message"]}: {r["human"]}"));
            Assert.Equal("urn:agentsched:problem:choose", (string?)choice["type"]);
            Assert.Equal(before, await new Rows(app.Storage).ETagsAsync()); // asking changes nothing

            foreach (var reading in readings)
            {
                var isRun = (string?)reading["action"] == "run";
                var done = await app.Api.PostAsync("commands", reading, isRun ? HttpStatusCode.Accepted : HttpStatusCode.Created);
                Assert.Equal((string?)reading["message"], isRun ? text : (string?)done["message"]);
                if (!isRun)
                {
                    Assert.Equal((string?)reading["human"], (string?)done["human"]);
                    Assert.Equal((string?)reading["next"]![0], (string?)done["nextDueTime"]);
                }

                await app.SettleAsync();
            }
        }

        Assert.Equal(Asked.SelectMany(a => a.Readings).Where(r => r.StartsWith("run: ", StringComparison.Ordinal)).Select(r => r[5..^15]), app.Agent.Calls.Select(c => c.Message));
    }

    [Theory]
    [InlineData("@one check the models every day at 9 now", "check the models every day at 9")]
    [InlineData("@one summarize yesterday right now", "summarize yesterday")]
    [InlineData("@one now: what is the plan for friday?", "what is the plan for friday?")]
    [InlineData("@one send the report of last week immediately", "send the report of last week")]
    [InlineData("@one jeden Tag um 9 Uhr now", "jeden Tag um 9 Uhr")]
    [InlineData("@one write the weekly report", "write the weekly report")]
    public async Task Now_runs_the_message_as_it_is(string text, string message)
    {
        await using var app = await StartAsync();
        await app.Api.PostAsync("commands", new { text }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(message, Assert.Single(app.Agent.Calls).Message);
    }

    [Fact]
    public async Task A_refusal_says_it_once_and_what_it_offers_is_accepted()
    {
        await using var app = await StartAsync();
        var before = await new Rows(app.Storage).ETagsAsync();
        foreach (var (text, words) in Refused)
        {
            var refused = await app.Api.PostAsync("commands", new { text = $"@one {text}" }, HttpStatusCode.BadRequest);
            var message = (string)refused["errors"]!["text"]!.AsArray().Single()!;
            Assert.StartsWith($"\"{words}\" ", message, StringComparison.Ordinal);
            var sentences = message.Split(["; ", ". ", "? "], StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(sentences.Distinct(), sentences);
        }

        // The nearest phrase that is accepted.
        foreach (var (text, near) in new[]
        {
            ("every weekdey at 9am", "every weekday at 9am"), ("every monday at 9 or so", "every monday at 9"), ("tomorow at 17:00", "tomorrow at 17:00"),
            ("jeden Tag um 9 Uhr", "every day at 9 o'clock"), ("todos los días a las 9", "every day at 9"), ("evrey day at noon", "every day at noon"),
        })
        {
            var refused = await app.Api.PostAsync("cron/parse", new { text }, HttpStatusCode.BadRequest);
            Assert.EndsWith($"; try \"{near}\"", (string)refused["errors"]!["text"]![0]!, StringComparison.Ordinal);
            await app.Api.PostAsync("cron/parse", new { text = near });
        }

        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
        Assert.Empty(app.Agent.Calls);
    }

    [Fact]
    public async Task Parse_says_which_zone_it_took_and_that_a_bare_time_names_no_day()
    {
        await using var app = await StartAsync();
        foreach (var (text, zone, reason) in new (string, string?, string)[]
        {
            ("every day at 9", null, "UTC, because neither the text nor the field zone names one"),
            ("every day at 9", "UTC", "UTC, from the field zone"),
            ("every day at 9", "Europe/Berlin", "Europe/Berlin, from the field zone"),
            ("every day at 9 Tokyo time", "Europe/Berlin", "Asia/Tokyo, which the text names"),
            ("every day at 9 UTC", null, "UTC, which the text names"),
        })
        {
            Assert.Equal(reason, (string?)(await app.Api.PostAsync("cron/parse", new { text, zone }))["zoneReason"]);
        }

        Assert.Contains("does not say on which day and at what time", (string)(await app.Api.PostAsync("cron/parse", new { text = "weekly" }))["warnings"]![0]!, StringComparison.Ordinal);
        Assert.Contains("names no day", (string)(await app.Api.PostAsync("cron/parse", new { text = "at 5pm" }))["warnings"]![0]!, StringComparison.Ordinal);
    }

    /// <summary>Ann's only agent comes after a hundred that she may not see.</summary>
    [Fact]
    public async Task The_only_agent_is_found_behind_a_hundred_others()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 101; i++)
        {
            await app.Api.RegisterAgentAsync($"b{i:000}", app.Agent.Address);
        }

        using var ann = await app.CallerAsync("ann");
        Assert.Contains("you have none yet", (string?)(await ann.PostAsync("commands", new { text = "@cron tidy up every day at 9" }, HttpStatusCode.BadRequest))["detail"], StringComparison.Ordinal);
        await ann.RegisterAgentAsync("zed", app.Agent.Address);
        Assert.Equal("zed", (string?)(await ann.PostAsync("commands", new { text = "@cron tidy up every day at 9" }, HttpStatusCode.Created))["agent"]);
        Assert.Contains("you have several", (string?)(await app.Api.PostAsync("commands", new { text = "@cron tidy up every day at 9" }, HttpStatusCode.BadRequest))["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "text")]
    [InlineData("""{"text":"  "}""", "text")]
    [InlineData("""{"action":"schedule"}""", "agent", "message", "spec")]
    [InlineData("""{"action":"schedule","agent":"one","message":"x","spec":{"cron":"61 9 * * *","zone":"Mars/Base"}}""", "spec.cron", "spec.zone")]
    [InlineData("""{"action":"delete","schedule":"nightly"}""", "agent", "schedule")]
    [InlineData("""{"action":"explode","agent":"one","when":1}""", "action", "when")]
    [InlineData("""{"agent":"one","message":"x"}""", "action")]
    [InlineData("""{"text":"@one x","action":"run","agent":"one","message":"x"}""", "text")]
    public async Task A_reading_that_is_none_is_refused_with_all_errors(string body, params string[] fields)
    {
        await using var app = await StartAsync();
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "commands", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(fields, problem!["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task A_repeated_command_with_the_same_key_creates_one_schedule()
    {
        await using var app = await StartAsync();
        const string Body = """{"text":"@one check the models every day at 9"}""";
        var (_, first) = await app.Api.TryAsync(HttpMethod.Post, "commands", Body, ("Idempotency-Key", "k"));
        var (status, again) = await app.Api.TryAsync(HttpMethod.Post, "commands", Body, ("Idempotency-Key", "k"));
        Assert.Equal((HttpStatusCode.Created, (string?)first!["id"]), (status, (string?)again!["id"]));
        Assert.Equal(HttpStatusCode.Conflict, (await app.Api.TryAsync(HttpMethod.Post, "commands", Body.Replace("models", "disks", StringComparison.Ordinal), ("Idempotency-Key", "k"))).Status);
        Assert.Single((await app.Api.GetAsync("schedules"))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_21st_command_with_the_same_message_is_refused_with_its_reason()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await app.Api.PostAsync("commands", new { text = "@one water the garden every day at 9" }, HttpStatusCode.Created);
        }

        var refused = await app.Api.PostAsync("commands", new { text = "@one water the garden every day at 9" }, HttpStatusCode.Conflict);
        Assert.Contains("you already have 20 schedules with this message", (string?)refused["detail"], StringComparison.Ordinal);
    }

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("one", app.Agent.Address);
        return app;
    }
}
