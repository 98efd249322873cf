using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Names of any script over HTTP; owners must be known.</summary>
[Trait("shows", "main-job")]
[Trait("shows", "right-answers")]
public sealed class ScheduleNameTests(AzuriteFixture azurite)
{
    /// <summary>A name, the status of a create, and the name that is stored; created one after the other.</summary>
    private static readonly (string Name, int Status, string? Stored)[] Names =
    [
        ("nightly", 201, "nightly"),
        ("NIGHTLY", 409, null),
        ("  Nightly  ", 409, null),
        ("  weekly ", 201, "weekly"),
        ("\uD83D\uDE80 deploy", 201, "\uD83D\uDE80 deploy"),
        ("\uD83D\uDE80 Deploy", 409, null),
        ("\uD83D\uDC69\u200D\uD83D\uDCBB", 201, "\uD83D\uDC69\u200D\uD83D\uDCBB"),
        ("\uD83C\uDDE9\uD83C\uDDEA", 201, "\uD83C\uDDE9\uD83C\uDDEA"),
        ("cafe\u0301", 201, "caf\u00E9"),
        ("Caf\u00C9", 409, null), // composed, upper case
        ("\u03BF\u03B4\u03CC\u03C2", 201, "\u03BF\u03B4\u03CC\u03C2"),
        ("\u039F\u0394\u038C\u03A3", 409, null),
        ("\u65E5\u6B21\u30EC\u30DD\u30FC\u30C8", 201, "\u65E5\u6B21\u30EC\u30DD\u30FC\u30C8"),
        ("\uD842\uDFB7\u91CE\u5C4B", 201, "\uD842\uDFB7\u91CE\u5C4B"), // outside of the first plane
        ("a\u202Eb", 400, null),
        ("a\nb", 400, null),
        ("   ", 400, null),
    ];

    [Fact]
    public async Task Emoji_and_every_letter_are_names_compared_without_case_spaces_and_spelling()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var wrong = new List<string>();
        foreach (var (name, status, stored) in Names)
        {
            var (answered, answer) = await CreateAsync(app, name);
            if ((int)answered != status || (stored is not null && (string?)answer["name"] != stored) || (status != 201 && answer["errors"]?["name"] is null))
            {
                wrong.Add($"{name}: {answered} {answer.ToJsonString()}");
            }
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task Long_names_of_any_script_are_stored_listed_in_pages_and_told_apart()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        string[] letters = ["x", "\u00FC", "\u65E5", "\uD83D\uDE80", "\uD842\uDFB7"];
        foreach (var letter in letters)
        {
            var name = string.Concat(Enumerable.Repeat(letter, 99));
            Assert.Equal(HttpStatusCode.Created, (await CreateAsync(app, name + "1")).Status);
            Assert.Equal(HttpStatusCode.Created, (await CreateAsync(app, name + "2")).Status);
            Assert.Equal(HttpStatusCode.Conflict, (await CreateAsync(app, name + "1 ")).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await CreateAsync(app, name + "12")).Status);
        }

        foreach (var sort in new[] { "name", "nextDueTime" })
        {
            Assert.Equal(2 * letters.Length, (await app.Api.AllAsync($"schedules?limit=1&sort={sort}")).Select(s => (string)s["id"]!).Distinct().Count());
        }

        Assert.Single(await app.Api.AllAsync($"schedules?text={Uri.EscapeDataString("\uD842\uDFB71")}"));
    }

    [Fact]
    public async Task A_name_can_change_its_case_be_given_up_and_be_taken_again()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = (string)(await CreateAsync(app, "\u039F\u0394\u038C\u03A3")).Body["id"]!;
        Assert.Equal("\u03BF\u03B4\u03CC\u03C2", (string?)(await PatchAsync(app, id, "\u03BF\u03B4\u03CC\u03C2"))["name"]); // the same name in other letters
        Assert.Equal(HttpStatusCode.Conflict, (await CreateAsync(app, "\u039F\u0394\u038C\u03A3")).Status);
        await PatchAsync(app, id, "\uD83D\uDE80");
        var other = (string)(await CreateAsync(app, "\u03BF\u03B4\u03CC\u03C2")).Body["id"]!;
        await app.Api.DeleteAsync($"agents/alice/schedules/{other}");
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(app, "\u03BF\u03B4\u03CC\u03C2")).Status);
        await app.AssertAtRestAsync();
    }

    [Theory] // tag of a schedule, tag that is searched for, whether it is found
    [InlineData("Caf\u00E9", "cafe\u0301", true)]
    [InlineData("\uD83D\uDE80", "\uD83D\uDE80", true)]
    [InlineData("REPORTS", "reports", true)]
    [InlineData("reports", " reports", true)]
    [InlineData("reports", "report", false)]
    public async Task Tags_are_compared_like_names(string tag, string searched, bool isFound)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "n", cron = "@daily", zone = "UTC", message = "m", tags = new[] { tag } }, HttpStatusCode.Created);
        Assert.Equal(isFound ? 1 : 0, (await app.Api.AllAsync($"schedules?tag={Uri.EscapeDataString(searched)}")).Count);
    }

    /// <summary>Method, path, body, status, the field that is refused.</summary>
    private static readonly (string Request, string Body, int Status)[] Owners =
    [
        ("PUT agents/a", """{"url":"{url}","owner":"annn"}""", 400),
        ("POST agents", """{"name":"a","url":"{url}","owner":"annn"}""", 400),
        ("PUT agents/a", """{"url":"{url}","owner":"ann"}""", 201),
        ("PATCH agents/a", """{"owner":"eve"}""", 400), // her key is revoked
        ("PATCH agents/a", """{"owner":"ben"}""", 400), // his is another tenant's
        ("PATCH agents/a", """{"owner":"admin"}""", 200), // oneself
        ("PATCH agents/a", """{"owner":"ann","maxConcurrent":2}""", 200),
        ("PATCH agents/a", """{"owner":"ann"}""", 200),
        ("PUT owners/annn/limits", """{"dayUsd":1}""", 400), // ann would stay without a limit
        ("PUT owners/ann/limits", """{"dayUsd":1}""", 200),
    ];

    [Fact]
    public async Task An_unknown_owner_is_refused()
    {
        await using var app = await TestApp.StartAsync(azurite);
        (await app.CallerAsync("ann")).Dispose();
        await app.Api.PostAsync("keys", new { name = "ben", tenant = "t2" }, HttpStatusCode.Created);
        var eve = (string)(await app.Api.PostAsync("keys", new { name = "eve" }, HttpStatusCode.Created))["id"]!;
        await app.Api.DeleteAsync($"keys/{eve}");
        var wrong = new List<string>();
        foreach (var (request, body, status) in Owners)
        {
            var (answered, answer) = await app.Api.TryAsync(new HttpMethod(request.Split(' ')[0]), request.Split(' ')[1], body.Replace("{url}", app.Agent.Address.ToString(), StringComparison.Ordinal));
            if ((int)answered != status || (status == 400 && answer!["errors"]?["owner"] is null))
            {
                wrong.Add($"{request} {body}: {answered} {answer?.ToJsonString()}");
            }
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task Where_the_platform_authenticates_every_user_of_a_directory_may_be_an_owner()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "True" });
        await app.Api.PutAsync("agents/a", new { url = app.Agent.Address, owner = Principals.OwnerOf("somebody@example.org") }, HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Put, "agents/b", $$"""{"url":"{{app.Agent.Address}}","owner":"somebody@example.org"}""")).Status); // a name that anybody may have
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> CreateAsync(TestApp app, string name)
    {
        var (status, body) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/schedules", new JsonObject { ["name"] = name, ["cron"] = "0 9 * * *", ["zone"] = "UTC", ["message"] = "m" }.ToJsonString());
        return (status, body!);
    }

    private static async Task<JsonNode> PatchAsync(TestApp app, string id, string name)
    {
        var (status, body) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", new JsonObject { ["name"] = name }.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, status);
        return body!;
    }
}
