using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Api.Live;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Storage.Account;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>
/// Live events over HTTP. Those who watch ask one app and those who work another, on the same storage: what is seen has come through it. The watchers'
/// clock moves a second at a time until there is something to see.
/// </summary>
[Trait("shows", "access")]
public sealed class LiveTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<string, string?> Long = new() { ["AgentSched:EventStreamLength"] = "01:00:00" };

    [Fact]
    public async Task A_client_that_is_cut_off_ten_times_misses_no_event_and_sees_none_twice()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 3, queueDepth: 100);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address, maxConcurrent: 1, queueDepth: 100);
        var schedule = await app.Api.CreateScheduleAsync("alice", cron: "@yearly");
        await using var one = await TestApp.StartAsync(azurite, settings: Long, storage: app.Storage, runQueues: false);
        await using var other = await TestApp.StartAsync(azurite, settings: Long, storage: app.Storage, runQueues: false);
        await using var source = new Moving([new EventSource(one.Api, "events?agent=alice,bob"), new EventSource(other.Api)]); // two processes by turns
        await source.OpenAsync();
        for (var cut = 0; cut < 10; cut++)
        {
            for (var i = 0; i < 3; i++)
            {
                await app.Api.PostAsync(i == 0 ? $"agents/alice/schedules/{schedule}/trigger" : $"agents/{(i == 1 ? "alice" : "bob")}/runs", i == 0 ? null : new { message = "go" }, HttpStatusCode.Accepted);
            }

            // Cut somewhere: before the news, in the middle of it, after it.
            var seen = source.Events.Count;
            await SeeAsync(cut % 2 == 0 ? one : other, () => source.Events.Count >= seen + cut % 4);
            await source.CutAsync();
            await app.Api.PostAsync("agents/alice/runs", new { message = "nobody looks" }, HttpStatusCode.Accepted);
            await source.OpenAsync();
        }

        await app.SettleAsync();
        var expected = (await app.Api.AllAsync("activities/timeline?limit=200")).Where(e => ((string)e["type"]!).StartsWith("run", StringComparison.Ordinal)).Select(e => $"{e["agent"]} {e["id"]}").Order(StringComparer.Ordinal).ToList();
        await SeeAsync(one, () => Activities(source.Events).Count() >= expected.Count);
        Assert.Equal(expected, Activities(source.Events).Select(e => $"{e["agent_name"]} {e["activity_id"]}").Order(StringComparer.Ordinal));
        var runs = (await app.Api.RunsAsync("alice")).Where(r => r["scheduleId"] is not null).Select(r => (string?)r["runId"]).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(10, runs.Count);
        foreach (var name in new[] { "schedule_run_started", "schedule_run_completed" })
        {
            Assert.Equal(runs, source.Events.Where(e => e.Name == name).Select(e => (string?)e.Data["execution_id"]).Order(StringComparer.Ordinal));
        }

        foreach (var agent in new[] { "alice", "bob" }) // each agent's in their order
        {
            var order = Activities(source.Events).Where(e => (string?)e["agent_name"] == agent).Select(e => long.Parse((string)e["activity_id"]!)).ToList();
            Assert.Equal(order.Order(), order);
        }

        await FeedCheck.AssertAsync(app.Storage);
    }

    [Fact]
    public async Task Two_hundred_watchers_of_one_agent_cost_one_query_a_second_and_none_when_they_are_gone()
    {
        const int Watchers = 200, Seconds = 20;
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 8, queueDepth: 100);
        await using var live = await TestApp.StartAsync(azurite, settings: Long, storage: app.Storage, runQueues: false);
        var counter = live.Services.GetRequiredService<RequestCounter>();
        var sources = Enumerable.Range(0, Watchers).Select(_ => new EventSource(live.Api, "events?agent=alice")).ToList();
        await Task.WhenAll(sources.Select(s => s.OpenAsync()));
        var (before, passed) = (TableReads(counter), 0);
        for (var second = 0; second < Seconds; second++)
        {
            if (second % 5 == 0)
            {
                await app.Api.PostAsync("agents/alice/runs", new { message = "go" }, HttpStatusCode.Accepted);
                await app.SettleAsync();
            }

            var read = TableReads(counter);
            await Eventually.SeeAsync(
                () =>
                {
                    live.Clock.Advance(TimeSpan.FromSeconds(1)); // once more where the query before was not over yet
                    passed++;
                    return Task.FromResult(TableReads(counter) > read ? "a query" : null);
                },
                TimeSpan.FromSeconds(30));
        }

        Assert.InRange(TableReads(counter) - before, Seconds, passed);
        await SeeAsync(live, () => sources.TrueForAll(s => s.Events.Count == 8)); // four runs, each started and completed
        Assert.Equal(1, live.Services.GetRequiredService<AgentWatches>().Count);
        await Task.WhenAll(sources.Select(s => s.CutAsync()));
        await Eventually.SeeAsync(() => Task.FromResult(live.Services.GetRequiredService<AgentWatches>().Count == 0 ? "none" : null), TimeSpan.FromSeconds(20));
        var left = TableReads(counter);
        live.Clock.Advance(TimeSpan.FromSeconds(30));
        await Task.Delay(200, TestContext.Current.CancellationToken); // nothing to wait for: nothing shall come
        Assert.Equal(left, TableReads(counter));

        static long TableReads(RequestCounter counter) => counter.Counts.GetValueOrDefault("table GET");
    }

    [Fact]
    public async Task Events_bear_the_fields_that_dashboards_know()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var good = await app.Api.CreateScheduleAsync("alice", "good", "@yearly");
        await using var live = await TestApp.StartAsync(azurite, settings: Long, storage: app.Storage, runQueues: false);
        await using var source = new EventSource(live.Api, "events?agent=alice");
        await source.OpenAsync();
        await app.Api.PostAsync($"agents/alice/schedules/{good}/trigger", expected: HttpStatusCode.Accepted);
        await app.SettleAsync();
        await SeeAsync(live, () => source.Events.Count >= 4);
        Assert.Equal(["schedule_run_started", "agent_activity", "schedule_run_completed", "agent_activity"], source.Events.Select(e => e.Name));
        Assert.All(source.Events, e => Assert.Equal(e.Name, (string?)e.Data["type"]));
        var run = (string?)Assert.Single(await app.Api.RunsAsync("alice"))["runId"];
        var (started, activity, completed) = (source.Events[0].Data, source.Events[1].Data, source.Events[2].Data);
        Assert.Equal(("alice", good, run, "good"), ((string?)started["agent"], (string?)started["schedule_id"], (string?)started["execution_id"], (string?)started["schedule_name"]));
        Assert.Equal(("alice", "runStarted", "started", "Running: good", run), ((string?)activity["agent_name"], (string?)activity["activity_type"], (string?)activity["activity_state"], (string?)activity["action"], (string?)activity["related_run_id"]));
        Assert.Equal(("alice", good, run, "success", null), ((string?)completed["agent"], (string?)completed["schedule_id"], (string?)completed["execution_id"], (string?)completed["status"], (string?)completed["error"]));
        Assert.Equal(4, source.Events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_new_agent_and_a_new_share_are_seen_within_a_minute_and_a_share_that_ends_ends_delivery()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address }, HttpStatusCode.Created);
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        await using var live = await TestApp.StartAsync(azurite, "2026-01-05T09:30:00Z", settings: Long, storage: app.Storage, runQueues: false);
        using var ben = live.As((string?)(await app.Api.PostAsync("keys", new { name = "ben" }, HttpStatusCode.Created))["key"]);
        await using var source = new EventSource(ben);
        await source.OpenAsync(); // sees nothing yet
        await ann.TryAsync(HttpMethod.Patch, "agents/alice", """{"sharedWith":["ben"]}""");
        await SeeAsync(live, () => Activities(source.Events).Any(e => (string?)e["activity_type"] == "agentChanged"));
        Assert.InRange(live.Clock.GetUtcNow() - app.Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(150));

        // Cut off, and the id knows what has been seen.
        await source.CutAsync();
        app.Clock.Set(live.Clock.GetUtcNow());
        await app.Api.PutAsync("agents/bob", new { url = app.Agent.Address, owner = "ben" }, HttpStatusCode.Created);
        await source.OpenAsync();
        await SeeAsync(live, () => Activities(source.Events).Any(e => (string?)e["agent_name"] == "bob"));

        await using var named = new EventSource(ben, "events?agent=alice");
        await named.OpenAsync();
        await ann.TryAsync(HttpMethod.Patch, "agents/alice", """{"sharedWith":[]}""");
        await ann.PostAsync("agents/alice/runs", new { message = "secret" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        await SeeAsync(live, () => named.Ended.IsCompleted);
        Assert.True(await named.Ended); // cleanly
        Assert.Empty(named.Events);
        Assert.Equal(HttpStatusCode.NotFound, await named.OpenAsync());
        await app.Api.TryAsync(HttpMethod.Patch, "agents/bob", """{"queueDepth":7}""");
        await SeeAsync(live, () => Activities(source.Events).Any(e => (string?)e["agent_name"] == "bob" && (string?)e["activity_type"] == "agentChanged"));
        Assert.Equal(["alice agentChanged", "bob agentRegistered", "bob agentChanged"], Activities(source.Events).Select(e => $"{e["agent_name"]} {e["activity_type"]}"));
    }

    [Fact]
    public async Task A_stream_says_that_it_is_alive_ends_after_its_time_and_goes_on_where_it_ended()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var live = await TestApp.StartAsync(azurite, storage: app.Storage, runQueues: false);
        await using var source = new EventSource(live.Api);
        await source.OpenAsync();
        var begun = live.Clock.GetUtcNow();
        await SeeAsync(live, () => source.Comments >= 2);
        Assert.InRange(live.Clock.GetUtcNow() - begun, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120));
        await SeeAsync(live, () => source.Ended.IsCompleted, 400);
        Assert.True(await source.Ended);
        Assert.InRange(live.Clock.GetUtcNow() - begun, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(230));
        await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"queueDepth":7}""");
        await source.OpenAsync();
        await SeeAsync(live, () => source.Events.Count > 0);
        Assert.Equal("agentChanged", (string?)Assert.Single(source.Events).Data["activity_type"]);
    }

    [Fact]
    public async Task Streams_end_cleanly_when_the_app_stops()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var live = await TestApp.StartAsync(azurite, settings: Long, storage: app.Storage, runQueues: false);
        var api = new ApiClient(live.Harness.Address, TestApp.AdminKey); // outlives the app
        var sources = Enumerable.Range(0, 10).Select(_ => new EventSource(api)).ToList();
        await Task.WhenAll(sources.Select(s => s.OpenAsync()));
        await live.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.All(await Task.WhenAll(sources.Select(s => s.Ended)), Assert.True);
        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }

        api.Dispose();
    }

    [Fact]
    public async Task A_long_absence_is_told_in_order_however_much_it_was()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var live = await TestApp.StartAsync(azurite, settings: Long, storage: app.Storage, runQueues: false);
        await using var source = new EventSource(live.Api, "events?agent=alice");
        await source.OpenAsync();
        await source.CutAsync();
        const int Changes = 2300; // three pages
        var rows = new Rows(app.Storage);
        var agent = Assert.Single(await rows.OfKindAsync('g'));
        var last = agent.GetInt64("ActivitySeq")!.Value;
        foreach (var some in Enumerable.Range(1, Changes).Chunk(100))
        {
            await app.Table.SubmitTransactionAsync(some.Select(i => new Azure.Data.Tables.TableTransactionAction(
                Azure.Data.Tables.TableTransactionActionType.Add,
                ActivityRow.Write(
                    new(ActivityType.AgentChanged, ActivityState.Completed, "admin", app.Clock.GetUtcNow()), agent.PartitionKey, Keys.Activity(new AgentKey("main", "alice", agent.GetString("Id")), last + i)))));
        }

        agent["ActivitySeq"] = last + Changes;
        await app.Table.UpdateEntityAsync(agent, agent.ETag);
        await source.OpenAsync();
        await SeeAsync(live, () => source.Events.Count >= Changes);
        Assert.Equal(Enumerable.Range(1, Changes).Select(i => last + i), source.Events.Select(e => long.Parse((string)e.Data["activity_id"]!)));
    }

    [Fact]
    public async Task What_cannot_be_watched_is_said_at_once()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.As(null).TryAsync(HttpMethod.Get, "events", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Get, "events?agent=alice,nobody", null)).Status);
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Get, "events?lastEventId=nonsense", null);
        Assert.Equal((HttpStatusCode.BadRequest, true), (status, problem!["errors"]!.AsObject().ContainsKey("lastEventId")));
        (status, problem) = await app.Api.TryAsync(HttpMethod.Get, $"events?agent={string.Join(',', Enumerable.Range(0, 101).Select(i => $"a{i}"))}", null);
        Assert.Equal((HttpStatusCode.BadRequest, "names 101 agents; one stream watches at most 100"), (status, (string?)problem!["errors"]!["agent"]![0]));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => app.Api.RegisterAgentAsync($"a{i}", app.Agent.Address)));
        (status, problem) = await app.Api.TryAsync(HttpMethod.Get, "events", null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("you may see 101 agents", (string?)problem!["errors"]!["agent"]![0], StringComparison.Ordinal);
    }

    /// <summary>Moves the watchers' clock, a second at a time, until there is something to see.</summary>
    private static async Task SeeAsync(TestApp live, Func<bool> isThere, int most = 600)
    {
        for (var second = 0; second < most; second++)
        {
            if (isThere())
            {
                return;
            }

            live.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"not seen within {most} seconds of the watchers' clock");
    }

    private static IEnumerable<JsonNode> Activities(IEnumerable<ServerEvent> events) => events.Where(e => e.Name == "agent_activity").Select(e => e.Data);

    /// <summary>One client that comes back to another process each time.</summary>
    private sealed class Moving(EventSource[] sources) : IAsyncDisposable
    {
        private readonly List<ServerEvent> _before = [];
        private int _turn;

        public IReadOnlyList<ServerEvent> Events => [.. _before, .. sources[_turn % sources.Length].Events];

        public Task OpenAsync() => sources[_turn % sources.Length].OpenAsync();

        public async Task CutAsync()
        {
            var source = sources[_turn % sources.Length];
            await source.CutAsync();
            _before.AddRange(source.Events);
            source.Forget();
            sources[++_turn % sources.Length].LastId = source.LastId;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var source in sources)
            {
                await source.DisposeAsync();
            }
        }
    }
}
