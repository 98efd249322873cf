using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Demo;
using AgentSched.Faults;
using AgentSched.Tests.Support;
using Azure.Data.Tables;

namespace AgentSched.Tests.Host;

/// <summary>
/// Runs from schedules, by hand and from callers thrown at small queues all at once, while worker and host are killed again and again and
/// storage spoils 2 % of its requests. The long form, with 50 agents, 5,000 runs and ten kills: <c>STORM=full dotnet test --filter StormTests</c>.
/// </summary>
[Trait("shows", "one-world")]
[Trait("shows", "runs")]
public sealed class StormTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const double Spoilt = 0.02;
    private const int QueueDepth = 3;

    /// <summary>How long callers ask again: longer than a busy machine takes to start the app.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("STORM") == "full";
    private static readonly int Agents = IsFull ? 50 : 4;
    private static readonly int Backlog = IsFull ? 20 : 8; // occurrences per agent that came due while nobody was there
    private static readonly int Posts = IsFull ? 60 : 20; // ad-hoc runs per agent
    private static readonly int Triggers = IsFull ? 20 : 6; // runs by hand per agent
    private static readonly int Kills = IsFull ? 10 : 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queues_hold_whatever_is_thrown_at_them_and_whoever_dies()
    {
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, Cancel);
        proxy.Recording = false;
        await using var agent = await DemoAgent.StartAsync(cancellationToken: Cancel);
        var account = azurite.TakeAccount();
        var storage = azurite.Server.ConnectionString(account);
        var last = await SetUpAsync(storage, agent);
        proxy.Decide = Spoil(new Random(20261121));

        await using var world = new World(proxy.ConnectionString(account));
        await world.StartAsync();
        var asked = Task.WhenAll(Enumerable.Range(0, Agents).Select(i => AskAsync(world, $"a{i}")));
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2 + kill % 3), Cancel);
            await world.KillAndStartAsync((Victim)(kill % 3));
        }

        var answers = (await asked).ToDictionary(a => a.Agent);
        proxy.Decide = null;
        var rows = new Rows(storage);
        await Eventually.SeeAsync(
            async () => (await rows.OfKindAsync('x')).Count(r => r.GetString("Trigger") == "Schedule" && r.GetDateTimeOffset("NominalTime") <= last && r.GetDateTimeOffset("FinishedAt") is not null) == Agents * Backlog ? "all" : null,
            TimeSpan.FromMinutes(IsFull ? 10 : 3),
            () => world.Output);
        foreach (var (name, schedule) in world.Schedules)
        {
            await world.SendAsync(HttpMethod.Post, $"agents/{name}/schedules/{schedule}/disable", null, null);
        }

        await Eventually.SeeAsync(async () => (await rows.OfKindAsync('r')).Count == 0 ? "none" : null, TimeSpan.FromMinutes(IsFull ? 10 : 3), () => world.Output);
        await rows.AssertAtRestAsync(); // no slot leaked, no run without an end
        await UsageCheck.AssertAsync(storage);
        await FeedCheck.AssertAsync(storage); // and the feed tells just that
        var runs = (await rows.OfKindAsync('x')).ToLookup(x => x.GetString("Agent")!);
        for (var i = 0; i < Agents; i++)
        {
            Check($"a{i}", MaxConcurrent(i), [.. runs[$"a{i}"]], answers[$"a{i}"], agent.Calls, last);
        }

        var all = runs.SelectMany(r => r).ToList();
        output.WriteLine($"{all.Count} runs, {agent.Calls.Count} calls, {Kills} kills: "
            + string.Join(", ", all.GroupBy(r => $"{r.GetString("Trigger")} {r.GetString("Status")} {r.GetString("Reason")}").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")));
    }

    private static int MaxConcurrent(int agent) => 1 + agent % 4;

    /// <summary>Agents and schedules as they were when the app went away, and what came due since then.</summary>
    private async Task<DateTimeOffset> SetUpAsync(string storage, DemoAgent agent)
    {
        var now = DateTimeOffset.UtcNow;
        var last = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero);
        await using var setup = await TestApp.StartAsync(azurite, last.AddMinutes(-Backlog).AddSeconds(1).ToString("O"), storage: storage);
        for (var i = 0; i < Agents; i++)
        {
            await setup.Api.RegisterAgentAsync($"a{i}", agent.Address, MaxConcurrent(i), QueueDepth);
            await setup.Api.PostAsync(
                $"agents/a{i}/schedules",
                new { name = $"every minute {i}", cron = "* * * * *", zone = "UTC", message = $"[a{i}] [slow 40ms]", misfire = "fireAll", overlap = "allowAll", catchUpWindow = "PT6H" },
                HttpStatusCode.Created);
        }

        return last;
    }

    /// <summary>Asks for runs one after the other, each until it has an answer, under a key of its own.</summary>
    private static async Task<Asked> AskAsync(World world, string agent)
    {
        var (admitted, refused) = (new List<string>(), 0);
        for (var i = 0; i < Posts + Triggers; i++)
        {
            var byHand = i % ((Posts + Triggers) / Triggers) == 0;
            var path = byHand ? $"agents/{agent}/schedules/{world.Schedules[agent]}/trigger" : $"agents/{agent}/runs";
            var (status, body) = await world.SendAsync(HttpMethod.Post, path, byHand ? null : $$"""{"message":"[{{agent}}] [slow 40ms]"}""", $"{agent}-{i}");
            Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests, $"{path} answered {(int)status}: {body?.ToJsonString()}");
            if (status == HttpStatusCode.Accepted)
            {
                admitted.Add((string)body!["runId"]!);
            }
            else
            {
                refused += ((string)body!["detail"]!).Contains("not recorded", StringComparison.Ordinal) ? 0 : 1; // of refused requests, at most one a second has a record
                await Task.Delay(150, Cancel);
            }
        }

        return new Asked(agent, admitted, refused);
    }

    private static void Check(string agent, int maxConcurrent, IReadOnlyList<TableEntity> runs, Asked asked, IReadOnlyList<DemoCall> calls, DateTimeOffset last)
    {
        var byId = runs.ToDictionary(r => r.GetString("RunId")!);
        Assert.All(runs, r => Assert.Contains($"{r.GetString("Status")} {r.GetString("Reason")}", (string[])["Succeeded Completed", "Failed QueueFull", "Cancelled ScheduleDisabled"]));

        // Whoever was told "accepted" ran, in the order of asking, but for those that a kill kept from being called: as many as have slots at once. Whoever was told "too many" is recorded.
        Assert.All(asked.Admitted, id => Assert.Equal("Succeeded", byId[id].GetString("Status")));
        var started = asked.Admitted.Select(id => byId[id].GetDateTimeOffset("StartedAt")!.Value).ToList();
        Assert.InRange(started.Where((at, i) => started.Skip(i + 1).Any(next => next < at)).Count(), 0, Kills * maxConcurrent);
        Assert.Equal(asked.RecordedRefusals, runs.Count(r => r.GetString("Trigger") is "Api" or "Manual" && r.GetString("Reason") == "QueueFull"));

        // Each occurrence that came due while nobody was there ended once.
        Assert.Equal(
            Enumerable.Range(1, Backlog).Select(i => last.AddMinutes(i - Backlog)),
            runs.Where(r => r.GetString("Trigger") == "Schedule" && r.GetDateTimeOffset("NominalTime") <= last).Select(r => r.GetDateTimeOffset("NominalTime")!.Value).Order());

        // At the agent: never more runs at once than allowed; a call is repeated only under its own key.
        var mine = calls.Where(call => call.Message.StartsWith($"[{agent}]", StringComparison.Ordinal)).ToList();
        Assert.Equal(runs.Where(r => r.GetString("Status") == "Succeeded").Select(r => r.GetString("RunId")!).Order(), mine.Select(call => call.IdempotencyKey).Distinct().Order());
        foreach (var call in mine)
        {
            var beside = mine.Where(other => other.ReceivedAt <= call.ReceivedAt && (other.FinishedAt ?? DateTimeOffset.MaxValue) > call.ReceivedAt).Select(other => other.IdempotencyKey).Distinct();
            Assert.InRange(beside.Count(), 1, maxConcurrent);
        }
    }

    private static Func<StorageRequest, ProxyVerdict> Spoil(Random random) => _ =>
    {
        lock (random)
        {
            return random.NextDouble() >= Spoilt ? ProxyVerdict.Forward : random.Next(4) switch
            {
                0 => ProxyVerdict.Fail(500, "InternalError"),
                1 => ProxyVerdict.Fail(503, "ServerBusy"),
                2 => ProxyVerdict.Reset,
                _ => ProxyVerdict.LoseResponse,
            };
        }
    };

    private sealed record Asked(string Agent, IReadOnlyList<string> Admitted, int RecordedRefusals);

    /// <summary>The app, which comes and goes; callers ask whichever is there.</summary>
    private sealed class World(string storage) : IAsyncDisposable
    {
        private AppProcess _app = null!;

        /// <summary>The schedule of each agent.</summary>
        public IReadOnlyDictionary<string, string> Schedules { get; private set; } = null!;

        public string Output => _app.Output;

        public async Task StartAsync()
        {
            _app = await AppProcess.StartAsync(storage, AppProcess.Hasty);
            var listed = await SendAsync(HttpMethod.Get, "schedules?limit=200", null, null);
            Schedules = listed.Body!["items"]!.AsArray().ToDictionary(s => (string)s!["agent"]!, s => (string)s!["id"]!);
        }

        /// <summary>A worker that dies is started again by its host; a host that dies needs another one.</summary>
        public async Task KillAndStartAsync(Victim victim)
        {
            _app.Kill(victim);
            if (victim == Victim.Worker)
            {
                return;
            }

            var next = await AppProcess.StartAsync(storage, AppProcess.Hasty);
            await _app.DisposeAsync();
            _app = next;
        }

        /// <summary>Sends until somebody answers, and not with an error of the app's own.</summary>
        public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? body, string? key)
        {
            var since = TimeProvider.System.GetTimestamp();
            bool IsOver() => TimeProvider.System.GetElapsedTime(since) > Patience;
            while (true)
            {
                try
                {
                    using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
                    if (key is not null)
                    {
                        request.Headers.Add("Idempotency-Key", key);
                    }

                    using var response = await _app.Api.Http.SendAsync(request, Cancel);
                    var text = await response.Content.ReadAsStringAsync(Cancel);
                    if ((int)response.StatusCode < 500 || IsOver())
                    {
                        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
                    }
                }
                catch (Exception e) when (!Cancel.IsCancellationRequested && e is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
                {
                    // The app was killed just now.
                    if (IsOver())
                    {
                        throw new InvalidOperationException($"the app does not answer{(_app.HasExited ? "; it has ended by itself" : string.Empty)}:\n{_app.Output}", e);
                    }
                }

                await Task.Delay(100, Cancel);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is not null)
            {
                await _app.DisposeAsync();
            }
        }
    }
}
