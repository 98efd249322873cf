using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Bad input gets a problem that names the field, and nothing is stored.</summary>
[Trait("shows", "main-job")]
[Trait("shows", "access")]
public sealed class BadInputTests(AzuriteFixture azurite)
{
    private static readonly string LongMessage = new('x', 30_001);

    /// <summary>Method, path, body, status, and for each wrong field a part of what is said about it.</summary>
    public static TheoryData<string, string, string, string?, int, string> Requests => new()
    {
        { "no JSON", "POST", "agents/alice/schedules", "nonsense", 400, "" },
        { "JSON cut off", "POST", "agents/alice/schedules", """{"name":"a",""", 400, "" },
        { "empty body", "POST", "agents/alice/schedules", "", 400, "" },
        { "a list", "POST", "agents/alice/schedules", "[]", 400, "" },
        { "nothing in it", "POST", "agents/alice/schedules", "{}", 400, "name: is required|cron: is required unless every or at is given|zone: is required|message: is required" },
        { "unknown field", "POST", "agents/alice/schedules", Schedule("\"mesage\":\"hi\""), 400, "mesage: is not a known field; known fields are" },
        { "field twice", "POST", "agents/alice/schedules", Schedule("\"name\":\"b\""), 400, "name: appears twice" },
        { "bad cron", "POST", "agents/alice/schedules", Schedule(cron: "61 9 * * *"), 400, "cron: \"61 9 * * *\"" },
        { "cron with too many fields", "POST", "agents/alice/schedules", Schedule(cron: "0 0 9 * * *"), 400, "cron:" },
        { "cron that never fires", "POST", "agents/alice/schedules", Schedule(cron: "0 0 30 2 *"), 400, "never fires" },
        { "two kinds of spec", "POST", "agents/alice/schedules", Schedule("\"every\":\"PT1H\""), 400, "cron: cannot be combined with every; give exactly one of cron, every and at" },
        { "too often", "POST", "agents/alice/schedules", """{"name":"a","every":"PT30S","message":"m"}""", 400, "every: fires PT30S apart, at " },
        { "in the past", "POST", "agents/alice/schedules", """{"name":"a","at":"2025-01-01T00:00","zone":"UTC","message":"m"}""", 400, "at: is in the past" },
        { "a local time with an offset", "POST", "agents/alice/schedules", """{"name":"a","at":"2027-01-01T00:00Z","zone":"UTC","message":"m"}""", 400, "at: \"2027-01-01T00:00Z\" is not a local time" },
        { "an instant without one", "POST", "agents/alice/schedules", Schedule("\"startsAt\":\"2027-01-01T00:00\""), 400, "startsAt: \"2027-01-01T00:00\" is not an instant" },
        { "ends before it starts", "POST", "agents/alice/schedules", Schedule("\"startsAt\":\"2027-01-02T00:00Z\",\"endsAt\":\"2027-01-01T00:00Z\""), 400, "endsAt: must be later than startsAt" },
        { "no such day", "POST", "agents/alice/schedules", Schedule("\"exclude\":[\"2026-02-30\"]"), 400, "exclude[0]: \"2026-02-30\" is not a day" },
        { "no such rule", "POST", "agents/alice/schedules", Schedule("\"dstGap\":\"jump\""), 400, "dstGap: \"jump\" is not one of shift, skip" },
        { "empty cron", "POST", "agents/alice/schedules", Schedule(cron: ""), 400, "cron: must not be empty" },
        { "bad zone", "POST", "agents/alice/schedules", Schedule(zone: "Mars/Olympus"), 400, "zone: \"Mars/Olympus\" is not an IANA time zone" },
        { "a zone of Windows", "POST", "agents/alice/schedules", Schedule(zone: "Pacific Standard Time"), 400, "zone:" },
        { "message too long", "POST", "agents/alice/schedules", Schedule(message: LongMessage), 400, "message: has 30001 characters; at most 30000 are allowed" },
        { "message of another type", "POST", "agents/alice/schedules", """{"name":"a","cron":"@daily","zone":"UTC","message":5}""", 400, "message: is a number, not a string" },
        { "name with a line break", "POST", "agents/alice/schedules", Schedule(name: "a\\nb"), 400, "name:" },
        { "half a character", "POST", "agents/alice/schedules", Schedule(message: "\\ud800"), 400, "message: is not valid Unicode" },
        { "half a character in a patch", "PATCH", "agents/alice", """{"model":"\ud800"}""", 400, "model: is not valid Unicode" },
        { "half a character in a name", "POST", "agents/alice/schedules", Schedule("\"\\ud800\":1"), 400, "" },
        { "half a character in the context", "POST", "agents/alice/schedules", Schedule("\"context\":{\"a\":[\"\\ud800\"]}"), 400, "context: has a string that is not valid Unicode" },
        { "a name twice in the context", "POST", "agents/alice/schedules", Schedule("\"context\":{\"a\":{\"b\":1,\"b\":2}}"), 400, "context: has \"b\" twice in one object" },
        { "character zero", "POST", "agents/alice/schedules", Schedule(message: "\\u0000"), 400, "message: contains the character U+0000" },
        { "bad duration", "POST", "agents/alice/schedules", Schedule("\"timeout\":\"10m\""), 400, "timeout: \"10m\" is not an ISO 8601 duration" },
        { "longer than its agent allows", "POST", "agents/alice/schedules", Schedule("\"timeout\":\"PT1H\""), 400, "timeout: PT1H is outside PT1S–PT15M" },
        { "number out of range", "POST", "agents/alice/schedules", Schedule("\"maxTurns\":0"), 400, "maxTurns: 0 is outside 1–10000" },
        { "list with a number in it", "POST", "agents/alice/schedules", Schedule("\"allowedTools\":[\"a\",1]"), 400, "allowedTools[1]: is a number, not a string" },
        { "several at once", "POST", "agents/alice/schedules", """{"name":"a","cron":"61 * * * *","zone":"X/Y","message":"m","enabled":"yes"}""", 400, "cron:|zone:|enabled: is a string, not true or false" },
        { "name taken", "POST", "agents/alice/schedules", Schedule(name: "taken"), 409, "name: you already have a schedule \"taken\"" },
        { "too large", "POST", "agents/alice/schedules", Schedule(message: new string('x', 1 << 20)), 413, "" },
        { "unknown agent", "POST", "agents/bob/schedules", Schedule(), 404, "" },
        { "agent name taken", "POST", "agents", """{"name":"alice","url":"http://127.0.0.1:1"}""", 409, "name: agent \"alice\" already exists" },
        { "bad agent name", "PUT", "agents/Bad_Name!", """{"url":"http://127.0.0.1:1"}""", 400, "agent: \"Bad_Name!\" is not a name of" },
        { "no address", "PUT", "agents/bob", "{}", 400, "url: is required" },
        { "file address", "PUT", "agents/bob", """{"url":"file:///etc/passwd"}""", 400, "url: must be an absolute http or https address" },
        { "private address", "PUT", "agents/bob", """{"url":"http://169.254.169.254/"}""", 400, "url: 169.254.169.254 is not a public address" },
        { "password in the address", "PUT", "agents/bob", """{"url":"http://a:b@example.com/"}""", 400, "url: must have no user" },
        { "too many at once", "PUT", "agents/bob", """{"url":"http://127.0.0.1:1","maxConcurrent":33,"queueDepth":-1}""", 400, "maxConcurrent: 33 is outside 1–32|queueDepth: -1 is outside 0–100" },
        { "bad page size", "GET", "agents/alice/runs?limit=0", null, 400, "limit: must be a whole number, 1–200" },
        { "bad mark", "GET", "agents/alice/runs?continuation=!!", null, 400, "continuation:" },
        { "a mark that would end the filter", "GET", "agents/alice/runs?continuation=JyBvciAnMScgZXEgJzE", null, 400, "continuation: is not a continuation token" },
        { "no such run", "GET", "agents/alice/runs/18ypn1xr74ebpf29ohvpzigg", null, 404, "" },
        { "no run id", "GET", "agents/alice/runs/nonsense", null, 404, "" },
        { "no schedule id", "POST", "agents/alice/schedules/'or'1'eq'1/disable", null, 404, "" },
    };

    [Fact]
    public async Task Each_is_told_what_is_wrong_and_stores_nothing()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.CreateScheduleAsync("alice", "taken");
        var before = await new Rows(app.Storage).ETagsAsync();
        foreach (var request in Requests)
        {
            var (what, method, path, body, status, said) = request.Data;
            var answer = await app.Api.TryAsync(new HttpMethod(method), path, body);
            Assert.True((int)answer.Status == status, $"{what}: {(int)answer.Status} {answer.Body}");
            Assert.Equal(status, (int?)answer.Body!["status"]);
            Assert.StartsWith("urn:agentsched:problem:", (string?)answer.Body["type"], StringComparison.Ordinal);
            var errors = answer.Body["errors"]?.AsObject().SelectMany(field => field.Value!.AsArray().Select(message => $"{field.Key}: {message}")).ToList() ?? [];
            var expected = said.Split('|', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(expected, part => Assert.True(errors.Exists(e => e.Contains(part, StringComparison.Ordinal)), $"{what}: \"{part}\" is not among {string.Join(" / ", errors)}"));
            Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
        }
    }

    private static string Schedule(string more = "", string name = "a", string cron = "@daily", string zone = "UTC", string message = "hi") =>
        $$"""{"name":"{{name}}","cron":"{{cron}}","zone":"{{zone}}","message":"{{message}}"{{(more.Length > 0 ? "," + more : "")}}}""";
}
