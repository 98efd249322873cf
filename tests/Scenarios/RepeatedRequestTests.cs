using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>A request that is sent again means the same, however its JSON is written.</summary>
[Trait("shows", "main-job")]
[Trait("shows", "right-answers")]
public sealed class RepeatedRequestTests(AzuriteFixture azurite)
{
    private const string Schedule = """{"name":"one","message":"m","cron":"0 9 * * *","zone":"UTC","context":{"a":1,"b":null}}""";

    [Theory] // path, first body, second body under the same key, status of the second
    [InlineData("agents/alice/schedules", Schedule, """{"context":{"b":null,"a":1},"zone":"UTC","cron":"0 9 * * *","message":"m","name":"one"}""", 201)]
    [InlineData("agents/alice/schedules", Schedule, """{"name":"one","message":"m","cron":"0 9 * * *","zone":"UTC","context":{"a":1,"b":null},"retries":null}""", 201)]
    [InlineData("agents/alice/schedules", Schedule, """{"name":"one","message":"m","cron":"0 9 * * *","zone":"UTC","context":{"a":1}}""", 409)]
    [InlineData("agents/alice/schedules", Schedule, """{"name":"one","message":"n","cron":"0 9 * * *","zone":"UTC","context":{"a":1,"b":null}}""", 409)]
    [InlineData("agents/alice/runs", """{"message":"m","retries":1}""", """{ "retries": 1, "message": "m", "model": null }""", 202)]
    [InlineData("agents/alice/runs", """{"message":"m","retries":1}""", """{"message":"m","retries":2}""", 409)]
    [InlineData("commands", """{"text":"@alice say hello every day at 9","zone":"UTC"}""", """{"zone":"UTC","text":"@alice say hello every day at 9"}""", 201)]
    [InlineData("commands", """{"text":"@alice say hello every day at 9","zone":"UTC"}""", """{"zone":"UTC","text":"@alice say hello every day at 8"}""", 409)]
    public async Task The_order_of_fields_and_nulls_do_not_make_it_another_request(string path, string first, string second, int status)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var key = ("Idempotency-Key", "k");
        var (_, made) = await app.Api.TryAsync(HttpMethod.Post, path, first, key);
        var (answered, again) = await app.Api.TryAsync(HttpMethod.Post, path, second, key);
        Assert.Equal(status, (int)answered);
        if (status != 409)
        {
            Assert.Equal(Id(made!), Id(again!));
        }

        static string? Id(JsonNode answer) => (string?)(answer["id"] ?? answer["runId"]);
    }

    [Theory] // how the schedule's nextDueTime, 2026-01-06T09:00:00Z, is written in a patch; the status
    [InlineData("2026-01-06T09:00:00Z", 200)]
    [InlineData("2026-01-06T09:00:00+00:00", 200)]
    [InlineData("2026-01-06T10:00:00+01:00", 200)]
    [InlineData("2026-01-06T09:00:00.000Z", 200)]
    [InlineData("2026-01-06T09:00:01Z", 400)]
    [InlineData("2026-01-06T09:00:00+01:00", 400)]
    [InlineData("soon", 400)]
    [InlineData("\\ud800", 400)]
    public async Task A_read_only_instant_may_be_written_with_another_offset(string text, int status)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T09:30:00Z"));
        var id = await app.Api.CreateScheduleAsync("alice", "daily", "0 9 * * *");
        var (answered, _) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", $$"""{"description":"d","nextDueTime":"{{text}}"}""");
        Assert.Equal((HttpStatusCode)status, answered);
    }

    [Theory] // stored name, and another spelling of it
    [InlineData("Σ", "ς")]
    [InlineData("Nightly", "NIGHTLY")]
    [InlineData("caf\u00E9", "CAFE\u0301")]
    [InlineData("Ω", "ω")]
    [InlineData("Straße 1", "straße 1")]
    public async Task A_name_that_is_taken_is_quoted_as_it_is_stored(string stored, string other)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var first = await app.Api.CreateScheduleAsync("alice", stored, "0 9 * * *");
        var second = await app.Api.CreateScheduleAsync("alice", "another", "0 9 * * *");
        var text = $"you already have a schedule \"{stored}\", which counts as the same name";
        var (status, refused) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/schedules", new JsonObject { ["name"] = other, ["cron"] = "0 9 * * *", ["zone"] = "UTC", ["message"] = "m" }.ToJsonString());
        Assert.Equal((HttpStatusCode.Conflict, text), (status, (string?)refused!["errors"]!["name"]![0]));
        (status, refused) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{second}", new JsonObject { ["name"] = other }.ToJsonString());
        Assert.Equal((HttpStatusCode.Conflict, text), (status, (string?)refused!["errors"]!["name"]![0]));
        (status, _) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{first}", new JsonObject { ["name"] = other }.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, status);
    }
}
