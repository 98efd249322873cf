using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Api.Access;

/// <summary>
/// Secrets go where they are meant to go and nowhere else: after a day's work of the app they are in no log line, row, message, blob, measurement,
/// activity or answer, but in the one answer that issues a key, a webhook or a hook. A new kind of secret: use it in the scenario and <see cref="SecretWatch.Add"/> it.
/// </summary>
[Trait("shows", "access")]
public sealed class SecretCanaryTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const string AgentSecret = "canary-of-an-agent-7f3k9q2m";
    private const string CallbackKey = "canary-of-the-callback-key-4b8c1d5x";
    private const string WrongSecret = "CanaryOfAWrongKey7f3k9q2m4b8c1d5xAAAAAAA";

    [Fact]
    public async Task Secrets_are_in_no_log_line_row_blob_measurement_trace_or_answer()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["AgentSecrets:vault"] = AgentSecret,
            ["AgentSecretHosts:vault"] = "127.0.0.1",
            ["AgentSched:CallbackKey"] = CallbackKey,
        });
        app.Services.GetRequiredService<IOptions<AgentSchedOptions>>().Value.PublicUrl = app.Harness.Address;
        using var watch = new SecretWatch(app);
        watch.Add("agent secret", AgentSecret);
        watch.Add("callback key", CallbackKey);
        watch.Add("admin key", TestApp.AdminKey.Split('_')[2]);
        watch.Add("wrong key", WrongSecret);

        var ann = (string)JsonNode.Parse(await watch.SendAsync("POST keys", TestApp.AdminKey, """{"name":"ann"}""", tellsSecret: true))!["key"]!;
        watch.Add("issued key", ann.Split('_')[2]);
        await RegisterAsync(watch, "alice", app.Agent.Address, "trinity");
        await RegisterAsync(watch, "opal", new Uri(app.Agent.Address, "v1"), "openai");
        await RegisterAsync(watch, "hook", new Uri(app.Agent.Address, "webhook"), "webhook");
        await RegisterAsync(watch, "gone", new Uri("http://127.0.0.1:9/"), "trinity");
        await watch.SendAsync("POST agents/alice/schedules", ann, """{"name":"nightly","cron":"1 9 * * *","zone":"UTC","message":"hi [log 500]"}""");
        foreach (var (agent, message) in ((string, string)[])
        [
            ("alice", "hi [log 2000] [response 20000]"), ("alice", "no [status 401]"), ("alice", "no [status 500 plain]"), ("alice", "no [garbage]"), ("alice", "no [close]"),
            ("alice", "no [redirect http://127.0.0.1:9/]"), ("opal", "hi"), ("opal", "no [status 403]"), ("hook", "hi"), ("hook", "no [status 404]"), ("gone", "hi"),
        ])
        {
            await watch.SendAsync($"POST agents/{agent}/runs", ann, $$"""{"message":"{{message}}","retries":0}""");
        }

        await app.SettleAsync();
        Assert.Contains(app.Agent.Calls, call => call.Headers.Values.Any(value => value.Contains(AgentSecret, StringComparison.Ordinal))); // it does go where it is meant to
        await CallBackAsync(app, watch, ann);

        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.SweepAsync();
        await HookAsync(app, watch, ann);
        await TalkAsync(watch, ann);
        await watch.ReadStorageAsync();

        output.WriteLine(string.Join(", ", watch.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value}")));
        Assert.True(watch.HasSeen("row", "vault") && watch.HasSeen("durable", "RunOrchestrator") && watch.HasSeen("answer", "vault") && watch.HasSeen("blob", "run-logs/"), "the watch sees what there is");
        Assert.True(watch.HasSeen("log", "Information") && watch.HasSeen("activity", "System.Net.Http"), "logs and activities are watched");
        Assert.Empty(watch.Leaks());
        Assert.False(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Information)); // the worker's web server
        watch.Add("no secret", "nightly");
        Assert.All((string[])["answer", "row"], where => Assert.Contains(watch.Leaks(), leak => leak.StartsWith($"no secret in {where}:", StringComparison.Ordinal))); // what leaks would be found
    }

    private static Task RegisterAsync(SecretWatch watch, string name, Uri url, string kind) => watch.SendAsync(
        $"PUT agents/{name}", TestApp.AdminKey, $$"""{"url":"{{url}}","kind":"{{kind}}","owner":"ann","secret":"vault","maxConcurrent":32{{(kind == "openai" ? ",\"model\":\"m\"" : string.Empty)}}}""");

    /// <summary>A run that waits for its callback: looked at while it waits, called back with a wrong token, then with its own, twice.</summary>
    private static async Task CallBackAsync(TestApp app, SecretWatch watch, string key)
    {
        var run = (string)JsonNode.Parse(await watch.SendAsync("POST agents/alice/runs", key, """{"message":"wait [async never]"}"""))!["runId"]!;
        var call = await app.Agent.WaitForFinishedAsync(call => call.IdempotencyKey == run, TestContext.Current.CancellationToken);
        var token = call.Body.GetProperty("async_result").GetProperty("token").GetString()!;
        watch.Add("callback token", token[4..]);
        await Eventually.SeeAsync(async () => (await app.Api.GetAsync($"agents/alice/runs/{run}"))["acceptedAt"], TimeSpan.FromSeconds(30));
        await watch.ReadStorageAsync();
        await watch.SendAsync($"POST callbacks/{run}", key: null, "{}", token: $"s00_{WrongSecret}");
        await watch.SendAsync($"POST callbacks/{run}", key: null, "nonsense", token: token);
        await watch.SendAsync($"POST callbacks/{run}", key: null, """{"response":"done"}""", token: token);
        await watch.SendAsync($"POST callbacks/{run}", key: null, """{"response":"late"}""", token: token);
        await app.SettleAsync();
    }

    /// <summary>Webhooks out and in: told of runs by a receiver that takes nothing, and of the hook's run.</summary>
    private static async Task HookAsync(TestApp app, SecretWatch watch, string key)
    {
        var url = new Uri(app.Agent.Address, "nowhere");
        var webhook = JsonNode.Parse(await watch.SendAsync("POST agents/alice/webhooks", key, $$"""{"url":"{{url}}","on":["succeeded","failed","missed"]}""", tellsSecret: true))!;
        watch.Add("webhook secret", ((string)webhook["secret"]!)[6..]);
        var rotated = JsonNode.Parse(await watch.SendAsync($"POST agents/alice/webhooks/{webhook["id"]}/rotate", key, tellsSecret: true))!;
        watch.Add("rotated webhook secret", ((string)rotated["secret"]!)[6..]);
        var schedule = (string)JsonNode.Parse(await watch.SendAsync("GET agents/alice/schedules", key))!["items"]![0]!["id"]!;
        var hook = JsonNode.Parse(await watch.SendAsync($"POST agents/alice/schedules/{schedule}/hook", key, tellsSecret: true))!;
        var token = (string)hook["token"]!;
        watch.Add("hook token", token[^43..]); // whose end is its proof
        foreach (var (sent, body, expected) in ((string, string, int)[])[(token, "{}", 202), (token, "nonsense", 400), (token[..^1], "{}", 404), (token, "{\"context\":{\"a\":1}}", 202)])
        {
            Assert.StartsWith($"HTTP/1.1 {expected} ", await PostPlainlyAsync(app, $"/api/hooks/{sent}", body), StringComparison.Ordinal);
        }

        await app.SettleAsync();
        await watch.ReadStorageAsync();
        await watch.SendAsync($"POST agents/alice/webhooks/{webhook["id"]}/test", key);
        await watch.SendAsync("GET agents/alice/webhooks", key);
        await watch.SendAsync("GET agents/alice/webhooks/dead", key);
        await watch.SendAsync("GET agents/alice/webhooks/pending", key);
        await watch.SendAsync($"GET agents/alice/schedules/{schedule}", key);
    }

    /// <summary>By a bare socket: an HTTP client of this process would itself tell the address to who listens to activities.</summary>
    private static async Task<string> PostPlainlyAsync(TestApp app, string path, string body)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Harness.Address.Host, app.Harness.Address.Port, TestContext.Current.CancellationToken);
        var text = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(socket.GetStream());
        return await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>All that tells something, and what is refused.</summary>
    private static async Task TalkAsync(SecretWatch watch, string key)
    {
        foreach (var agent in (string[])["alice", "opal", "hook", "gone"])
        {
            await watch.SendAsync($"GET agents/{agent}", key);
            await watch.SendAsync($"POST agents/{agent}/health", key);
            await watch.SendAsync($"POST agents/{agent}/chat", key, """{"message":"hi"}""");
            await watch.SendAsync($"GET agents/{agent}/chat/session", key);
            var runs = JsonNode.Parse(await watch.SendAsync($"GET agents/{agent}/runs?limit=200", key))!["items"]!.AsArray();
            foreach (var run in runs.Select(run => (string)run!["runId"]!))
            {
                await watch.SendAsync($"GET agents/{agent}/runs/{run}", key);
                await watch.SendAsync($"GET agents/{agent}/runs/{run}/log", key);
                await watch.SendAsync($"GET agents/{agent}/runs/{run}/response", key);
            }
        }

        foreach (var path in (string[])["agents", "schedules", "schedules/export", "schedules/export?format=yaml", "runs", "usage", "stats", "keys", "scheduler/status", "health"])
        {
            await watch.SendAsync($"GET {path}", TestApp.AdminKey);
        }

        foreach (var wrong in (string[])[$"ask_nobody_{WrongSecret}", $"ask_test_{WrongSecret}", WrongSecret])
        {
            await watch.SendAsync("GET agents", wrong);
            await watch.SendAsync("POST agents", wrong, "nonsense");
        }
    }
}
