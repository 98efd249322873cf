using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Access;

/// <summary>One who calls.</summary>
/// <param name="Name">For people.</param>
/// <param name="Key">What is sent as bearer token. Null: nothing.</param>
/// <param name="Principal">What is sent as the platform's principal. Null: nothing.</param>
/// <param name="IsOutside">Whether nothing of the matrix's things may reach it.</param>
/// <param name="Site">What its browser says of where the request comes from.</param>
internal sealed record MatrixCaller(string Name, string? Key, string? Principal = null, bool IsOutside = false, string Site = "same-origin");

/// <summary>
/// The app with an agent of ann's that is shared with cai and with ben, who made a schedule for it, whose run has ended; an agent of the same name that fay had
/// before; a schedule of uma's, with whom the agent is no longer shared; and all that call.
/// </summary>
internal sealed partial class AccessMatrixWorld : IAsyncDisposable
{
    /// <summary>How many of the callers have no valid key.</summary>
    public const int Nobodies = 5;

    private readonly TestApp _app;
    private readonly HttpClient _http;
    private readonly ApiClient _ann;
    private readonly ApiClient _ben;
    private readonly Dictionary<string, string> _things = [];
    private int _names;

    private AccessMatrixWorld(TestApp app, ApiClient ann, ApiClient ben)
    {
        (_app, _ann, _ben) = (app, ann, ben);
        _http = new HttpClient { BaseAddress = new Uri(app.Harness.Address, "/api/") };
    }

    public IReadOnlyList<MatrixCaller> Callers { get; private set; } = [];

    /// <summary>What no answer to an outsider may contain.</summary>
    public IReadOnlyList<string> Secrets => [_things["schedule"], _things["run"], "ben's nightly", _things["formerSchedule"], _things["formerRun"], "fay's nightly"];

    public static async Task<AccessMatrixWorld> StartAsync(AzuriteFixture azurite)
    {
        var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["AgentSched:MaxSchedulesPerOwner"] = "1000",
            ["WEBSITE_AUTH_ENABLED"] = "True",
            ["AgentSched:PrincipalIssuers"] = Principals.Issuer,
            ["AgentSecrets:main:vault"] = "canary",
            ["AgentSecretHosts:main:vault"] = "127.0.0.1",
        });
        var expired = await KeyAsync(app, """{"name":"ann","role":"admin","expiresAt":"2026-01-05T09:00:01Z"}""");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var revoked = await KeyAsync(app, """{"name":"ann","role":"admin"}""");
        await app.Api.DeleteAsync($"keys/{revoked.Split('_')[1]}");
        var (ann, ben) = (await KeyAsync(app, """{"name":"ann"}"""), await KeyAsync(app, """{"name":"ben"}"""));
        var (fay, uma) = (await KeyAsync(app, """{"name":"fay"}"""), await KeyAsync(app, """{"name":"uma"}"""));
        var world = new AccessMatrixWorld(app, app.As(ann), app.As(ben))
        {
            Callers =
            [
                new("no key", null),
                new("wrong secret", ann[..^1] + (ann[^1] == 'x' ? 'y' : 'x')),
                new("expired key", expired),
                new("revoked key", revoked),
                new("principal of another issuer", null, Principals.Of("ann", issuer: "https://login.example/other/v2.0", role: "AgentSched.Admin")),
                new("other tenant's user", await KeyAsync(app, """{"name":"ann","tenant":"t2"}"""), IsOutside: true),
                new("other tenant's admin", await KeyAsync(app, """{"name":"admin","role":"admin","tenant":"t2"}"""), IsOutside: true),
                new("stranger", await KeyAsync(app, """{"name":"eve"}"""), IsOutside: true),
                new("former owner", fay, IsOutside: true),
                new("unshared", uma, IsOutside: true),
                new("shared with", await KeyAsync(app, """{"name":"cai"}""")),
                new("maker", ben),
                new("owner", ann),
                new("admin", TestApp.AdminKey),
                new("platform's admin by name", null, Principals.Of("admin", name: "ann"), IsOutside: true),
                new("cross-site browser", null, Principals.Of("root", role: "AgentSched.Admin"), IsOutside: true, Site: "cross-site"),
            ],
        };
        using (var former = app.As(fay))
        using (var unshared = app.As(uma))
        {
            await world.MakeThingsAsync(former, unshared);
        }

        return world;
    }

    /// <summary>Sends a request whose path and body name things in braces; those that are fresh are used up where it is let through.</summary>
    public async Task<(int Status, string Body)> SendAsync(MatrixCaller caller, string request, string? body, params (string Name, string Value)[] headers)
    {
        _things["newName"] = $"n{++_names}";
        var text = await FillAsync(request);
        using var message = new HttpRequestMessage(new HttpMethod(text.Split(' ')[0]), text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        message.Content = body is null ? null : new StringContent(await FillAsync(body), Encoding.UTF8, "application/json");
        message.Headers.Authorization = caller.Key is null ? null : new AuthenticationHeaderValue("Bearer", caller.Key);
        if (caller.Principal is not null)
        {
            message.Headers.Add("X-MS-CLIENT-PRINCIPAL", caller.Principal);
            message.Headers.Add("X-MS-CLIENT-PRINCIPAL-NAME", "ann");
            message.Headers.Add("Sec-Fetch-Site", caller.Site);
        }

        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        if ((int)response.StatusCode < 300)
        {
            foreach (var used in _things.Keys.Where(name => name.StartsWith("fresh", StringComparison.Ordinal)).ToList())
            {
                _things.Remove(used);
            }
        }

        // A stream of events does not end.
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? string.Empty : await response.Content.ReadAsStringAsync());
    }

    /// <summary>What an answer tells: its status and words, without the names of things and what differs from request to request.</summary>
    public static string Told((int Status, string Body) answer)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(answer.Body) as System.Text.Json.Nodes.JsonObject;
        body?.Remove("traceId");
        return $"{answer.Status} {Quoted().Replace(body?["detail"]?.ToString() ?? string.Empty, "…")} {Quoted().Replace(body?["errors"]?.ToJsonString() ?? string.Empty, "…")}";
    }

    [System.Text.RegularExpressions.GeneratedRegex("agent \\\\?\"[a-z0-9]+\\\\?\"")]
    private static partial System.Text.RegularExpressions.Regex Quoted();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _ann.Dispose();
        _ben.Dispose();
        await _app.DisposeAsync();
    }

    private async Task MakeThingsAsync(ApiClient former, ApiClient unshared)
    {
        _things["url"] = _app.Agent.Address.AbsoluteUri;
        _things["agent"] = "alice";
        await MakeFormerThingsAsync(former);
        await _ann.PutAsync("agents/alice", new { url = _app.Agent.Address, sharedWith = new[] { "ben", "cai", "uma" }, maxConcurrent = 32, queueDepth = 100 }, HttpStatusCode.Created);
        var lost = _things["lostSchedule"] = await unshared.CreateScheduleAsync("alice", "uma's nightly", "0 9 * * *");
        _things["lostHook"] = (string)(await unshared.PostAsync($"agents/alice/schedules/{lost}/hook", expected: HttpStatusCode.Created))["token"]!;
        await _ann.TryAsync(HttpMethod.Patch, "agents/alice", """{"sharedWith":["ben","cai"]}""");
        _things["guarded"] = "guarded";
        await _app.Api.PutAsync("agents/guarded", new { url = _app.Agent.Address, secret = "vault", owner = "ann", sharedWith = new[] { "ben", "cai" } }, HttpStatusCode.Created);
        var schedule = _things["schedule"] = await _ben.CreateScheduleAsync("alice", "ben's nightly", "0 9 * * *", "hi [log 100]");
        _things["run"] = (string)(await _ben.PostAsync($"agents/alice/schedules/{schedule}/trigger", expected: HttpStatusCode.Accepted))["runId"]!;
        await _app.SettleAsync();
        _things["webhook"] = await WebhookAsync();
        _things["hook"] = (string)(await _ben.PostAsync($"agents/alice/schedules/{schedule}/hook", expected: HttpStatusCode.Created))["token"]!;
        _things["backfill"] = (string)(await _ben.PostAsync(
            $"agents/alice/schedules/{schedule}/backfill", new { from = "2026-01-03T00:00:00Z", to = "2026-01-04T00:00:00Z", max = 1 }, HttpStatusCode.Accepted))["id"]!;
    }

    /// <summary>An agent of that name before: a schedule with a hook, a run, and all deleted.</summary>
    private async Task MakeFormerThingsAsync(ApiClient former)
    {
        await former.PutAsync("agents/alice", new { url = _app.Agent.Address }, HttpStatusCode.Created);
        var schedule = _things["formerSchedule"] = await former.CreateScheduleAsync("alice", "fay's nightly", "0 9 * * *", "hi [log 100]");
        _things["formerHook"] = (string)(await former.PostAsync($"agents/alice/schedules/{schedule}/hook", expected: HttpStatusCode.Created))["token"]!;
        _things["formerRun"] = (string)(await former.PostAsync($"agents/alice/schedules/{schedule}/trigger", expected: HttpStatusCode.Accepted))["runId"]!;
        await _app.SettleAsync();
        await former.DeleteAsync($"agents/alice/schedules/{schedule}");
        await former.DeleteAsync("agents/alice");
    }

    private async Task<string> WebhookAsync() =>
        (string)(await _ann.PostAsync("agents/alice/webhooks", new { url = _app.Agent.Address, on = new[] { "missed" } }, HttpStatusCode.Created))["id"]!;

    private async Task<string> FillAsync(string text)
    {
        foreach (var name in (string[])["freshAgent", "freshSchedule", "freshDeletedSchedule", "freshKey", "freshWebhook"])
        {
            if (text.Contains($"{{{name}}}", StringComparison.Ordinal) && !_things.ContainsKey(name))
            {
                _things[name] = await MakeAsync(name);
            }
        }

        return _things.Aggregate(text, (filled, thing) => filled.Replace($"{{{thing.Key}}}", thing.Value, StringComparison.Ordinal));
    }

    private async Task<string> MakeAsync(string thing)
    {
        var name = $"f{++_names}";
        switch (thing)
        {
            case "freshAgent":
                await _ann.PutAsync($"agents/{name}", new { url = _app.Agent.Address, sharedWith = new[] { "ben", "cai" } }, HttpStatusCode.Created);
                return name;
            case "freshWebhook":
                return await WebhookAsync();
            case "freshKey":
                return (await KeyAsync(_app, """{"name":"zed"}""")).Split('_')[1];
            default:
                var schedule = await _ben.CreateScheduleAsync("alice", name, "0 9 * * *");
                if (thing == "freshDeletedSchedule")
                {
                    await _ben.DeleteAsync($"agents/alice/schedules/{schedule}");
                }

                return schedule;
        }
    }

    private static async Task<string> KeyAsync(TestApp app, string body)
    {
        var (_, answer) = await app.Api.TryAsync(HttpMethod.Post, "keys", body);
        return (string)answer!["key"]!;
    }
}
