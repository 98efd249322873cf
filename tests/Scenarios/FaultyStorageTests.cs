using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AgentSched.Faults;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Storage spoils a fifth of the app's requests in all the ways that it knows, while schedules are created and edited and 500 runs come due.</summary>
[Trait("shows", "one-world")]
public sealed class FaultyStorageTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const double Spoilt = 0.2;
    private const int Agents = 5;
    private const int SchedulesPerAgent = 20;
    private const int Minutes = 5;
    private const int Edited = 2; // of each agent in each minute

    private readonly ConcurrentDictionary<string, int> _faults = new(StringComparer.Ordinal);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_or_doubled_and_nobody_is_told_of_a_conflict_that_was_none()
    {
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, Cancel);
        proxy.Recording = false;
        var account = azurite.TakeAccount();
        var storage = azurite.Server.ConnectionString(account);
        await using var app = await TestApp.StartAsync(azurite, now: "2026-01-05T09:00:30Z", new Dictionary<string, string?> { ["AgentSched:MaxSchedulesPerOwner"] = "100" }, storage: proxy.ConnectionString(account));
        var schedules = await CreateAsync(app, SchedulesPerAgent - 1);
        proxy.Decide = Spoil(new Random(20261130));
        schedules.AddRange(await CreateAsync(app, 1)); // each waits for its turn at the owner's counter, so not all of them
        var (edits, launches, watch) = (0, 0, Stopwatch.StartNew());
        for (var minute = 0; minute < Minutes; minute++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            var work = app.Harness.RunTimerAsync("DispatchTimer", Cancel);
            await Task.WhenAll(schedules.GroupBy(s => s.Agent).SelectMany(s => s.Skip(Edited * minute).Take(Edited)).Select(async s =>
            {
                await EditAsync(app, s.Agent, s.Id, $"edited in minute {minute}");
                Interlocked.Increment(ref edits);
                await LaunchAsync(app, s.Agent, $"key {minute} {s.Id}");
                Interlocked.Increment(ref launches);
            }));
            await work;
            await app.SweepAsync();
            await app.SettleAsync();
        }

        proxy.Decide = null;
        await app.Harness.RunTimerAsync("DispatchTimer", Cancel); // what the last tick could not claim, for one
        output.WriteLine(string.Join(", ", _faults.OrderBy(f => f.Key).Select(f => $"{f.Key} {f.Value}")) + $"; {proxy.Count} requests, {watch.Elapsed}");
        var rows = new Rows(storage);
        for (var sweeps = 0; sweeps < 8 && (await rows.AllAsync()).Any(row => row.RowKey.StartsWith("r|", StringComparison.Ordinal) || row.RowKey.StartsWith("q|", StringComparison.Ordinal)); sweeps++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(30)); // what a request left undone that failed at every try
            await app.SweepAsync();
            await app.SettleAsync();
            output.WriteLine("swept");
        }

        var runs = await rows.OfKindAsync('x');
        Assert.All(runs, run => Assert.Equal("Succeeded", run.GetString("Status")));
        foreach (var (_, id) in schedules)
        {
            var due = runs.Where(run => run.GetString("ScheduleId") == id).Select(run => run.GetDateTimeOffset("NominalTime")!.Value).Order();
            Assert.Equal(Enumerable.Range(1, Minutes).Select(m => DateTimeOffset.Parse("2026-01-05T09:00:00Z").AddMinutes(m)), due);
        }

        Assert.Equal(launches, runs.Count(run => run.GetString("ScheduleId") is null));
        Assert.Equal(runs.Select(run => run.GetString("RunId")).Order(StringComparer.Ordinal), app.Agent.Calls.Select(call => call.IdempotencyKey).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Agents * Edited * Minutes, edits);
        await rows.AssertAtRestAsync();
        await UsageCheck.AssertAsync(storage);
        await FeedCheck.AssertAsync(storage);
    }

    private static async Task<List<(string Agent, string Id)>> CreateAsync(TestApp app, int each)
    {
        var made = await Task.WhenAll(Enumerable.Range(0, Agents).Select(async i =>
        {
            var agent = $"a{i}";
            if (each > 1)
            {
                await app.Api.RegisterAgentAsync(agent, app.Agent.Address, maxConcurrent: 32, queueDepth: 100);
            }

            var schedules = new List<(string, string)>();
            for (var j = 0; j < each; j++)
            {
                // Also a run that storage delays beyond its minute starts.
                var made = await app.Api.PostAsync($"agents/{agent}/schedules", new { name = $"{agent} {j} of {each}", cron = "* * * * *", zone = "UTC", message = "say hello", misfire = "fireAll" }, HttpStatusCode.Created);
                schedules.Add((agent, (string)made["id"]!));
            }

            return schedules;
        }));
        return [.. made.SelectMany(s => s)];
    }

    /// <summary>Under the ETag that was read: nobody else edits this schedule, so a 412 would be about ourselves.</summary>
    private static async Task EditAsync(TestApp app, string agent, string id, string description)
    {
        using var read = await app.Api.Http.GetAsync($"agents/{agent}/schedules/{id}", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"agents/{agent}/schedules/{id}") { Content = JsonContent.Create(new { description }, MediaTypeHeaderValue.Parse("application/merge-patch+json")) };
        request.Headers.IfMatch.Add(read.Headers.ETag!);
        using var answer = await app.Api.Http.SendAsync(request, Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    private static async Task LaunchAsync(TestApp app, string agent, string key)
    {
        var (status, body) = await app.Api.TryAsync(HttpMethod.Post, $"agents/{agent}/runs", """{"message":"say hello"}""", ("Idempotency-Key", key));
        Assert.True(status == HttpStatusCode.Accepted, $"{(int)status}: {body?.ToJsonString()}");
    }

    /// <summary>Not those with which the host takes messages: a receive whose answer is lost hides its messages until their lease ends, in real time.</summary>
    private Func<StorageRequest, ProxyVerdict> Spoil(Random random) => request =>
    {
        if (request.Kind is "queue get" or "queue peek" or "queue delete" or "queue update")
        {
            return ProxyVerdict.Forward;
        }

        lock (random)
        {
            if (random.NextDouble() >= Spoilt)
            {
                return ProxyVerdict.Forward;
            }

            var time = TimeSpan.FromMilliseconds(random.Next(100));
            var (name, verdict) = random.Next(6) switch
            {
                0 => ("500", ProxyVerdict.Fail(500, "InternalError")),
                1 => ("503", ProxyVerdict.Fail(503, "ServerBusy", time)),
                2 => ("reset", ProxyVerdict.Reset),
                3 => ("answer lost", ProxyVerdict.LoseResponse),
                4 => ("late", ProxyVerdict.Late.Delayed(time)),
                _ => ("delay", ProxyVerdict.Delay(time)),
            };
            _faults.AddOrUpdate(name, 1, (_, n) => n + 1);
            return verdict;
        }
    };
}
