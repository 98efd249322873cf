using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Imports of restored data, of crontabs and of files of others.</summary>
[Trait("shows", "main-job")]
[Trait("shows", "right-answers")]
public sealed class ImportFileTests(AzuriteFixture azurite)
{
    /// <summary>An entry's spec, and what becomes of it on 2026-01-05: imported as ended, imported, or refused by this field.</summary>
    private static readonly (string Spec, string Expected)[] Restored =
    [
        ("\"at\":\"2026-01-04T17:00\",\"zone\":\"Europe/Berlin\"", "ended"),
        ("\"at\":\"2026-01-06T17:00\",\"zone\":\"Europe/Berlin\"", "created"),
        ("\"cron\":\"0 9 * * *\",\"zone\":\"UTC\",\"endsAt\":\"2025-12-31T00:00:00Z\"", "ended"),
        ("\"cron\":\"0 9 * * *\",\"zone\":\"UTC\",\"startsAt\":\"2025-01-01T00:00:00Z\",\"endsAt\":\"2025-12-31T00:00:00Z\"", "ended"),
        ("\"every\":\"PT6H\",\"anchor\":\"2025-01-01T00:00:00Z\",\"endsAt\":\"2025-06-01T00:00:00Z\"", "ended"),
        ("\"cron\":\"0 9 * * *\",\"zone\":\"UTC\",\"enabled\":false,\"note\":\"off\"", "created"),
        ("\"cron\":\"0 0 30 2 *\",\"zone\":\"UTC\"", "cron"), // never had an occurrence
        ("\"at\":\"2026-01-04T17:00\",\"zone\":\"UTC\",\"endsAt\":\"2026-01-01T00:00:00Z\"", "at"),
        ("\"every\":\"PT1S\"", "every"), // the deployment's limit holds for all that will fire
    ];

    [Fact]
    public async Task What_has_ended_is_imported_as_ended_and_every_entry_has_an_outcome()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var entries = Restored.Index().Select(r => (r.Item.Expected, Json: $"{{\"agent\":\"alice\",\"name\":\"n{r.Index}\",\"message\":\"m\",{r.Item.Spec}}}")).ToList();
        var (status, refused) = await PostAsync(app, "", $"[{string.Join(',', entries.Select(e => e.Json))}]", "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            entries.Index().Where(e => e.Item.Expected is not ("ended" or "created")).Select(e => $"[{e.Index}].{e.Item.Expected}").Order(StringComparer.Ordinal), refused["errors"]!.AsObject().Select(e => e.Key));
        Assert.Empty(await app.Api.AllAsync("schedules"));

        var good = entries.Where(e => e.Expected is "ended" or "created").ToList();
        foreach (var query in new[] { "dryRun=true", "", "mode=upsert" })
        {
            (status, var answer) = await PostAsync(app, query, $"[{string.Join(',', good.Select(e => e.Json))}]", "application/json");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(good.Select(e => e.Expected == "ended"), answer["items"]!.AsArray().Select(item => (bool)item!["ended"]!));
            Assert.All(answer["items"]!.AsArray(), item => Assert.Equal(query == "mode=upsert" ? "unchanged" : "created", (string?)item!["outcome"]));
        }

        var stored = await app.Api.AllAsync("schedules");
        Assert.Equal(good.Count, stored.Count);
        Assert.Equal(good.Count(e => e.Expected == "ended") + 1, stored.Count(s => s["nextDueTime"] is null)); // and the disabled one
        await app.TickAsync(TimeSpan.FromDays(1));
        Assert.DoesNotContain(await app.Api.AllAsync("runs"), run => (string?)run["scheduleName"] is "n0" or "n2" or "n3" or "n4");
    }

    [Theory] // what is stored of an ended schedule, disabled; what the file changes of it
    [InlineData("""{"at":"2026-01-05T09:30","zone":"UTC"}""", """{}""")]
    [InlineData("""{"at":"2026-01-05T09:30","zone":"UTC"}""", """{"message":"another"}""")]
    [InlineData("""{"at":"2026-01-05T09:30","zone":"UTC"}""", """{"at":"2020-01-01T00:00:00"}""")]
    [InlineData("""{"cron":"30 * * * *","zone":"UTC","endsAt":"2026-01-05T10:00:00Z"}""", """{"description":"done"}""")]
    [InlineData("""{"every":"PT1H","anchor":"2026-01-05T09:30:00Z","endsAt":"2026-01-05T10:00:00Z"}""", """{"tags":["old"]}""")]
    public async Task What_has_ended_is_imported_over_a_disabled_one(string spec, string change)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var entry = JsonNode.Parse(spec)!.AsObject();
        (entry["name"], entry["message"]) = ("i2", "m");
        var id = (string)(await app.Api.PostAsync("agents/alice/schedules", entry, HttpStatusCode.Created))["id"]!;
        await app.TickAtAsync("2026-01-05T09:30:00Z");
        await app.TickAtAsync("2026-01-05T11:00:00Z");
        await app.Api.PostAsync($"agents/alice/schedules/{id}/disable");
        entry["agent"] = "alice";
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            entry[name] = value?.DeepClone();
        }

        var (status, answer) = await PostAsync(app, "mode=upsert", new JsonArray(entry).ToJsonString(), "application/json");
        Assert.Equal((HttpStatusCode.OK, "replaced", true), (status, (string?)answer["items"]![0]!["outcome"], (bool)answer["items"]![0]!["ended"]!));
        var stored = await app.Api.GetAsync($"agents/alice/schedules/{id}");
        Assert.Equal((true, null), ((bool)stored["enabled"]!, (string?)stored["nextDueTime"]));
        Assert.NotNull((string?)stored["endReason"]);
    }

    [Fact]
    public async Task An_export_with_what_has_ended_meanwhile_can_be_restored()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "once", at = "2026-01-05T10:00", zone = "UTC", message = "m" }, HttpStatusCode.Created);
        await app.Api.CreateScheduleAsync("alice", "daily", "0 9 * * *");
        await app.TickAsync(TimeSpan.FromHours(2));
        var export = (await app.Api.GetAsync("schedules/export")).ToJsonString();
        foreach (var schedule in await app.Api.AllAsync("schedules"))
        {
            await app.Api.DeleteAsync($"agents/alice/schedules/{schedule["id"]}");
        }

        var (status, answer) = await PostAsync(app, "", export, "application/json");
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        Assert.Equal(["daily False", "once True"], answer["items"]!.AsArray().Select(item => $"{item!["name"]} {(bool)item["ended"]!}"));
    }

    private const string File = """
        MAILTO=ops@example.org
        # every weekday,
        # before the meeting
        30 6 * * mon-fri summarise the news
        CRON_TZ=America/New_York
        0 9 13 * fri mind the black cat
        #0 5 * * * the old one
        @daily write the diary \% done
        @daily write the diary \% done
        """;

    [Fact]
    public async Task A_crontab_becomes_schedules_of_one_agent()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        foreach (var query in new[] { "dryRun=true&", "", "mode=upsert&" })
        {
            var (status, answer) = await PostAsync(app, $"{query}format=crontab&agent=alice&zone=Europe/Berlin", File, "text/plain");
            Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
            Assert.Equal(
                ["summarise the news", "mind the black cat", "write the diary % done", "write the diary % done (2)"], answer["items"]!.AsArray().Select(item => (string)item!["name"]!));
            Assert.All(answer["items"]!.AsArray(), item => Assert.Equal(query == "mode=upsert&" ? "unchanged" : "created", (string?)item!["outcome"]));
            Assert.Equal([1, 7], answer["notes"]!.AsArray().Select(note => (int)note!["line"]!));
        }

        var stored = (await app.Api.AllAsync("schedules")).ToDictionary(s => (string)s["name"]!);
        Assert.Equal(
            ("30 6 * * mon-fri", "Europe/Berlin", "every weekday,\nbefore the meeting", "and", "summarise the news"), Of(stored["summarise the news"]));
        Assert.Equal(("0 9 13 * fri", "America/New_York", null, "or", "mind the black cat"), Of(stored["mind the black cat"]));
        Assert.Equal(("@daily", "America/New_York", null, "and", "write the diary % done"), Of(stored["write the diary % done (2)"]));
        Assert.Equal("2026-01-06T05:30:00Z", (string?)stored["summarise the news"]["nextDueTime"]);
        Assert.Equal("2026-01-09T14:00:00Z", (string?)stored["mind the black cat"]["nextDueTime"]); // the Friday comes before the 13th

        static (string?, string?, string?, string?, string?) Of(JsonNode s) => ((string?)s["cron"], (string?)s["zone"], (string?)s["description"], (string?)s["dayMatch"], (string?)s["message"]);
    }

    [Theory] // query, file, the places that are refused, a part of what is said
    [InlineData("format=crontab&agent=alice", "@reboot start\n0 9 * * * x\n", "line 1", "has no time")]
    [InlineData("format=crontab&agent=alice", "0 9 * * * x\n61 9 * * * y\n* * * * *\n", "line 2.cron,line 3", "\"61 9 * * *\"")]
    [InlineData("format=crontab&agent=nobody", "0 9 * * * x\n", "line 1.agent", "does not exist")]
    [InlineData("format=crontab", "0 9 * * * x\n", "agent", "is required with format=crontab")]
    [InlineData("agent=alice&zone=UTC", "[]", "agent,zone", "only for format=crontab")]
    [InlineData("format=crontab&agent=alice&zone=Mars/Olympus", "0 9 * * * x\n", "line 1.zone", "not an IANA time zone")]
    [InlineData("format=crontab&agent=alice", "17 * * * * root run-parts /etc/cron.hourly\n", "line 1", "user root")]
    [InlineData("format=crontab,json&agent=alice", "0 9 * * * x\n", "format", "a file has one")]
    [InlineData("format=ini", "x", "format", "is not one of json, yaml, crontab")]
    [InlineData("format=crontab&agent=alice", "[{\"agent\":\"alice\"}]", "body", "has no entry of a crontab")]
    [InlineData("format=crontab&agent=alice", "[Timer]\nOnCalendar=daily\n", "body", "looks like a systemd timer")]
    [InlineData("", "MAILTO=a@b\n0 9 * * * x\n", "body", "looks like a crontab: send it with ?format=crontab&agent=NAME")]
    [InlineData("format=yaml", "0 9 * * * x\n", "body", "looks like a crontab")]
    [InlineData("", "[Unit]\nDescription=x\n\n[Timer]\nOnCalendar=Mon *-*-* 09:00\n", "body", "looks like a systemd timer")]
    [InlineData("format=yaml", "apiVersion: batch/v1\nkind: CronJob\nspec: {schedule: '0 9 * * *'}\n", "body", "looks like a Kubernetes CronJob")]
    [InlineData("", "{\"Schedules\":[{\"ScheduleExpression\":\"rate(5 minutes)\"}]}", "body", "looks like an export of Amazon EventBridge")]
    [InlineData("", "[{\"agent_name\":\"a\",\"cron_expression\":\"0 9 * * *\"}]", "body", "cron_expression is cron")]
    [InlineData("", "{\"items\":[{\"agent\":\"alice\",\"name\":\"x\",\"cron\":\"0 9 * * *\",\"message\":\"m\"}]}", "body", "send the list in its field \"items\" alone")]
    [InlineData("", "{\"agent\":\"alice\",\"name\":\"x\",\"cron\":\"0 9 * * *\",\"message\":\"m\"}", "body", "send it in a list")]
    [InlineData("", "{\"version\":1,\"jobs\":[{\"name\":\"x\",\"schedule\":\"0 9 * * *\"}]}", "body", "a file of another scheduler, whose list is \"jobs\"")]
    [InlineData("format=yaml", "jobs:\n- name: x\n  schedule: 0 9 * * *\n", "body", "a file of another scheduler, whose list is \"jobs\"")]
    [InlineData("", "name,cron,message\nx,0 9 * * *,hi\n", "body", "looks like a table (CSV)")]
    [InlineData("", "resource \"aws_scheduler_schedule\" \"x\" {\n}\n", "body", "looks like a Terraform file")]
    [InlineData("", "[{\"agent\":\"alice\",\"name\":\"x\",\"message\":\"m\",\"zone\":\"UTC\",\"cron\":\"0 9 * * *\",\"at\":\"2027-01-01T09:00\"}]", "[0].cron", "cannot be combined with at; give exactly one of cron, every and at")]
    [InlineData("", "[{\"agent\":\"alice\",\"name\":\"x\",\"message\":\"m\",\"cron\":\"0 9 * * *\",\"every\":\"PT4H\"}]", "[0].cron", "cannot be combined with every; give exactly one of cron, every and at")]
    [InlineData("", "<?xml version='1.0'?><job-scheduling-data/>", "body", "looks like Quartz jobs")]
    public async Task What_is_no_file_of_ours_is_named_and_nothing_is_imported(string query, string file, string places, string said)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var before = await new Rows(app.Storage).ETagsAsync();
        var (status, answer) = await PostAsync(app, query, file, file[0] is '[' or '{' ? "application/json" : "text/plain");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(places, string.Join(',', answer["errors"]!.AsObject().Select(e => e.Key)));
        Assert.Contains(said, string.Join(' ', answer["errors"]!.AsObject().SelectMany(e => e.Value!.AsArray()).Select(text => (string?)text)), StringComparison.Ordinal);
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
    }

    [Fact]
    public async Task Without_a_zone_a_crontab_is_read_in_UTC_and_the_answer_says_so()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (_, answer) = await PostAsync(app, "format=crontab&agent=alice", "TZ=Asia/Tokyo\n0 9 * * * x\n", "text/plain");
        Assert.Equal("2026-01-06T09:00:00Z", (string?)Assert.Single(await app.Api.AllAsync("schedules"))["nextDueTime"]);
        Assert.Equal([1, 2], answer["notes"]!.AsArray().Select(note => (int)note!["line"]!));
        Assert.Contains("read in zone UTC", (string)answer["notes"]![1]!["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_nonsense_is_answered_briefly()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var lines = string.Join('\n', Enumerable.Range(0, 50_000).Select(n => string.Create(CultureInfo.InvariantCulture, $"this is line {n}")));
        var (status, answer) = await PostAsync(app, "format=crontab&agent=alice", lines + "\n0 9 * * * x\n", "text/plain");
        Assert.Equal((HttpStatusCode.BadRequest, 101), (status, answer["errors"]!.AsObject().Count));
    }

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(TestApp app, string query, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var response = await app.Api.Http.PostAsync($"schedules/import?{query}", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
