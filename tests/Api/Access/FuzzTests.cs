using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Api.Door;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Access;

/// <summary>
/// Generated requests to every HTTP function, from one seed: no 500, no hang, and nothing stored by one that was refused. Every other
/// batch has only requests that must be refused or only read; after each of these the table is as it was before, row by row.
/// The setting <c>FUZZ</c> sends another number of them (the long form: 10000), <c>FUZZ_SEED</c> others.
/// </summary>
[Trait("shows", "access")]
[Trait("shows", "access-money")]
public sealed class FuzzTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int BatchSize = 250;
    private static readonly int Count = Setting("FUZZ", 2_500);
    private static readonly int Seed = Setting("FUZZ_SEED", 6);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Generated_requests_break_nothing_hang_nowhere_and_store_nothing_where_they_are_refused()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["AgentSched:MaxSchedulesPerOwner"] = "1000",
            ["AgentSched:MaxAgentsPerOwner"] = "10000",
            ["WEBSITE_AUTH_ENABLED"] = "True",
            ["AgentSched:PrincipalIssuers"] = Principals.Issuer,
        });
        var generator = new FuzzGenerator(Seed, [.. Policy.HttpFunctions(typeof(AppBuilder).Assembly)], await MakeThingsAsync(app));
        var (findings, statuses, watch) = (new ConcurrentBag<string>(), new ConcurrentDictionary<int, int>(), Stopwatch.StartNew());
        var (slowest, compared) = (TimeSpan.Zero, 0);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
        {
            Timeout = Limit,
        };
        for (var sent = 0; sent < Count; sent += BatchSize)
        {
            var refusable = sent / BatchSize % 2 == 0;
            var batch = Enumerable.Range(0, Math.Min(BatchSize, Count - sent)).Select(_ => generator.Next(refusable)).ToList();
            await app.Api.Http.PutAsJsonAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 32, queueDepth = 100 }); // whatever became of it
            await app.SettleAsync();
            var before = refusable ? await RowsAsync(app) : [];
            var accepted = new ConcurrentBag<string>();
            await Parallel.ForEachAsync(batch, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, _) =>
            {
                var started = Stopwatch.GetTimestamp();
                var (status, finding) = await SendAsync(http, app.Harness.Address, request);
                statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
                slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
                if (refusable && request.Method != "GET" && status is >= 200 and < 400)
                {
                    accepted.Add($"{status} {request}");
                }

                if (finding is not null)
                {
                    findings.Add($"{finding}: {request}");
                }
            });
            if (refusable)
            {
                compared += batch.Count;
                var after = await RowsAsync(app);
                foreach (var row in after.Except(before))
                {
                    findings.Add($"a row was written by a batch of requests that are refused or read: {row}; those that were not: {string.Join(" / ", accepted)}");
                }

                Assert.Empty(before.Select(KeyOf).Except(after.Select(KeyOf)));
            }
        }

        output.WriteLine($"{Count} requests (seed {Seed}) in {watch.Elapsed.TotalSeconds:0} s, the slowest {slowest.TotalSeconds:0.0} s; {compared} of them between two looks at the whole table");
        output.WriteLine(string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        Assert.True(findings.IsEmpty, $"{findings.Count} findings:\n{string.Join('\n', findings.Order(StringComparer.Ordinal).Take(40))}");
        await app.Api.GetAsync("agents/alice"); // it still answers
    }

    private static async Task<(int Status, string? Finding)> SendAsync(HttpClient http, Uri address, FuzzRequest request)
    {
        try
        {
            using var message = request.ToMessage(address);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            var status = (int)response.StatusCode;
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                return (status, null); // does not end
            }

            var body = await response.Content.ReadAsStringAsync();
            return (status, Finding(status, body));
        }
        catch (TaskCanceledException)
        {
            return (0, "no answer");
        }
        catch (Exception e) when (e is HttpRequestException or IOException && request.Body?.Length > 1 << 20)
        {
            return (413, null); // the answer came before the whole body was sent, and the connection was cut
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (0, $"cut off ({e.Message} {e.InnerException?.Message})");
        }
        catch (Exception e) when (e is FormatException or UriFormatException or ArgumentException)
        {
            return (-1, null); // the client itself does not send it
        }
    }

    private static string? Finding(int status, string body)
    {
        if (status < 400 || (status < 500 && body.Length == 0))
        {
            return null; // what matches no route is the host's to refuse, and it says no word
        }

        string? type = null;
        try
        {
            type = (string?)JsonNode.Parse(body)?["type"];
        }
        catch (System.Text.Json.JsonException)
        {
            // It is told below.
        }

        return type is null ? $"{status} that is no problem ({body[..Math.Min(body.Length, 200)]})"
            : status >= 500 && !type.EndsWith(":agent", StringComparison.Ordinal) && !type.EndsWith(":not-ready", StringComparison.Ordinal) ? $"{status} {type}"
            : null;
    }

    private static async Task<Dictionary<string, string[]>> MakeThingsAsync(TestApp app)
    {
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 32, queueDepth: 100);
        var schedules = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            schedules.Add(await app.Api.CreateScheduleAsync("alice", $"nightly{i}", "0 9 * * *"));
        }

        var run = (string)(await app.Api.PostAsync($"agents/alice/schedules/{schedules[0]}/trigger", expected: HttpStatusCode.Accepted))["runId"]!;
        var backfill = (string)(await app.Api.PostAsync(
            $"agents/alice/schedules/{schedules[0]}/backfill", new { from = "2026-01-03T00:00:00Z", to = "2026-01-04T00:00:00Z", max = 1 }, HttpStatusCode.Accepted))["id"]!;
        var key = (string)(await app.Api.PostAsync("keys", new { name = "zed" }, HttpStatusCode.Created))["id"]!;
        using (var callback = new HttpRequestMessage(HttpMethod.Post, $"callbacks/{run}") { Headers = { { "X-Callback-Token", "s00_x" } } })
        {
            await app.Api.Http.SendAsync(callback); // the first of all makes the key that the tokens follow from
        }

        await app.SettleAsync();
        return new Dictionary<string, string[]>
        {
            ["agent"] = ["alice"],
            ["owner"] = ["ann", "admin"],
            ["id"] = [.. schedules, key],
            ["runId"] = [run],
            ["backfillId"] = [backfill],
        };
    }

    private static async Task<HashSet<string>> RowsAsync(TestApp app) =>
        [.. (await new Rows(app.Storage).AllAsync()).Select(row => $"{row.PartitionKey} {row.RowKey} {row.ETag} {string.Join(' ', row.Where(c => c.Key is "Running" or "Waiting" or "Enabled" or "Version").Select(c => $"{c.Key}={c.Value}"))}")];

    private static string KeyOf(string row) => string.Join(' ', row.Split(' ').Take(2));

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : otherwise;
}
