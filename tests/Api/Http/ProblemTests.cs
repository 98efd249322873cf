using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentSched.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Api.Http;

/// <summary>Types and titles are for programs and stay as they are.</summary>
[Trait("shows", "access")]
public sealed class ProblemTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly Dictionary<string, Func<HttpRequest, IResult>> Kinds = new()
    {
        ["400 invalid: The request has invalid fields: a: is odd"] = _ => Problem.Invalid("a", "is odd"),
        ["400 bad-json: The body is not a JSON object: it stops"] = _ => Problem.BadJson("it stops"),
        ["400 bad-request: The request could not be read: it was cut off or is not valid HTTP; send it again"] = _ => Problem.BadRequest(400),
        ["413 too-large: The body is too large: a body may have at most 7 bytes"] = _ => Problem.TooLarge(7),
        ["415 media-type: The content type is not accepted: the body has no content type; send \"Content-Type: application/json\""] = _ => Problem.MediaType(null, ["application/json"]),
        ["415 media-type: The content type is not accepted: the body is text/plain; send \"Content-Type: a/b\" or \"c/d\""] = _ => Problem.MediaType("text/plain", ["a/b", "c/d"]),
        ["429 wrong-keys: Too many wrong API keys: too many wrong API keys came from this address; keys that were not in use lately are not checked until the time in Retry-After has passed"] = _ => Problem.WrongKeys(TimeSpan.FromSeconds(1)),
        ["503 not-ready: The app is not ready: the table does not answer"] = _ => Problem.NotReady("the table does not answer", TimeSpan.FromSeconds(5)),
        ["401 unauthorized: A valid API key is needed: send \"Authorization: Bearer ask_<id>_<secret>\" or the same key as X-Api-Key"] = _ => Problem.Unauthorized(),
        ["401 bad-token: The token is not valid for this run: send the callback's own token as X-Callback-Token"] = _ => Problem.BadToken(),
        ["403 forbidden: You are not allowed to do this: only ann"] = _ => Problem.Forbidden("only ann"),
        ["404 not-found: Not found: agent \"a\" does not exist, or you may not see it"] = _ => Problem.NotFound("agent \"a\""),
        ["404 not-found: Not found: there is no /api/a; GET /api/openapi.json lists all paths"] = _ => Problem.NotFound(new PathString("/api/a")),
        ["405 method-not-allowed: The method is not allowed here: GET is not possible here; allowed: POST, PUT"] = request => Problem.NoSuchMethod(request, ["POST", "PUT"]),
        ["409 taken: The name is taken: taken"] = _ => Problem.Taken("name", "taken"),
        ["409 conflict: The current state does not allow this: ended"] = _ => Problem.Conflict("ended"),
        ["409 contended: Other requests changed the same data at every attempt: full; send the request again"] = _ => Problem.Contended("full"),
        ["409 choose: Choose one of the readings: why"] = _ => Problem.Choose("why", new[] { "a" }, ("zoneReason", null)),
        ["412 changed: It changed since you read it: again"] = _ => Problem.Changed("again"),
        ["429 busy: The queue is full or the budget is spent: full"] = request => Problem.Busy(request, TimeSpan.FromSeconds(30), "full"),
        ["502 agent: The agent failed or did not answer in time: no"] = _ => Problem.AgentFailed("no", timedOut: false),
        ["504 agent: The agent failed or did not answer in time: late"] = _ => Problem.AgentFailed("late", timedOut: true),
        ["500 unexpected: Internal error: it is not known whether anything changed; use the trace id to find the log entry"] = _ => Problem.Unexpected(),
    };

    public static TheoryData<string> All => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Each_kind_has_its_type_title_status_and_detail(string expected)
    {
        var (answer, http) = await AnswerAsync(Kinds[expected]);
        const string Types = "urn:agentsched:problem:";
        var type = (string)answer["type"]!;
        Assert.StartsWith(Types, type, StringComparison.Ordinal);
        Assert.Equal(expected, $"{answer["status"]} {type[Types.Length..]}: {answer["title"]}: {answer["detail"]}");
        Assert.Equal((int)answer["status"]!, http.Response.StatusCode);
        Assert.Equal("application/problem+json", http.Response.ContentType);
    }

    [Fact]
    public async Task Every_kind_is_in_the_table() => Assert.Equal(
        typeof(Problem).GetMethods().Where(m => m.ReturnType == typeof(IResult)).Select(m => m.Name).Distinct().Order(),
        await Task.WhenAll(Kinds.Values.Select(async make => NameOf((string)(await AnswerAsync(make)).Answer["type"]!))).ContinueWith(names => names.Result.Distinct().Order(), TaskScheduler.Default));

    [Fact]
    public async Task Errors_are_told_by_field()
    {
        var (answer, _) = await AnswerAsync(_ => Problem.Invalid(new FieldErrors().Add("b", "is odd").Add("a", "is late").Add("b", "is long")));
        Assert.Equal("""{"a":["is late"],"b":["is odd","is long"]}""", answer["errors"]!.ToJsonString());
        Assert.Equal("a: is late; b: is odd; b: is long", (string?)answer["detail"]);
    }

    [Fact]
    public async Task The_trace_id_is_that_of_the_trace_or_else_the_request()
    {
        var (without, http) = await AnswerAsync(_ => Problem.Conflict("no"));
        Assert.Equal(http.TraceIdentifier, (string?)without["traceId"]);

        using var trace = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).SetParentId(TraceParent).Start();
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", (string?)(await AnswerAsync(_ => Problem.Conflict("no"))).Answer["traceId"]);
    }

    private static async Task<(JsonNode Answer, HttpContext Http)> AnswerAsync(Func<HttpRequest, IResult> make)
    {
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services, TraceIdentifier = "0HN:1", Request = { Method = "GET" }, Response = { Body = body } };
        await make(http.Request).ExecuteAsync(http);
        return (JsonNode.Parse(body.ToArray())!, http);
    }

    private static string NameOf(string type) => type.Split(':')[^1] switch
    {
        "bad-json" => nameof(Problem.BadJson),
        "bad-request" => nameof(Problem.BadRequest),
        "bad-token" => nameof(Problem.BadToken),
        "media-type" => nameof(Problem.MediaType),
        "wrong-keys" => nameof(Problem.WrongKeys),
        "too-large" => nameof(Problem.TooLarge),
        "not-ready" => nameof(Problem.NotReady),
        "not-found" => nameof(Problem.NotFound),
        "agent" => nameof(Problem.AgentFailed),
        "method-not-allowed" => nameof(Problem.NoSuchMethod),
        var other => char.ToUpperInvariant(other[0]) + other[1..],
    };
}
