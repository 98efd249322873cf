using System.Net;
using AgentSched.Storage.Account;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>Limits of what callers can make the app store and look up.</summary>
[Trait("shows", "access-money")]
public sealed class RequestLimitTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_owner_has_at_most_so_many_agents_however_they_come_about()
    {
        await using var app = await StartAsync(("AgentSched:MaxAgentsPerOwner", "2"));
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        object Agent(string? name = null, string? owner = null) => new { name, url = app.Agent.Address, owner };
        await ann.PostAsync("agents", Agent("one"), HttpStatusCode.Created);
        await ann.PutAsync("agents/two", Agent(), HttpStatusCode.Created);
        await ann.PutAsync("agents/two", Agent()); // replaces
        Assert.Equal("you have 2 agents, the maximum for one owner (AgentSched:MaxAgentsPerOwner)", (string?)(await ann.PostAsync("agents", Agent("three"), HttpStatusCode.Conflict))["detail"]);
        await ann.PutAsync("agents/three", Agent(), HttpStatusCode.Conflict);
        Assert.StartsWith("ann has 2 agents", (string?)(await app.Api.PutAsync("agents/three", Agent(owner: "ann"), HttpStatusCode.Conflict))["detail"], StringComparison.Ordinal);

        // Nor by a gift of an admin; what others have is counted apart.
        await ben.PutAsync("agents/bens", Agent(), HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.Conflict, (await app.Api.TryAsync(HttpMethod.Patch, "agents/bens", """{"owner":"ann"}""")).Status);
        Assert.Equal("ben", (string?)(await ben.GetAsync("agents/bens"))["owner"]);
        await ann.DeleteAsync("agents/one");
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, "agents/bens", """{"owner":"ann"}""")).Status);
        await ann.PutAsync("agents/three", Agent(), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Agents_that_are_registered_at_once_do_not_exceed_the_limit()
    {
        await using var app = await StartAsync(("AgentSched:MaxAgentsPerOwner", "3"));
        using var ann = await app.CallerAsync("ann");
        var body = $$"""{"url":"{{app.Agent.Address}}"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => ann.TryAsync(HttpMethod.Put, $"agents/a{i}", body)));
        Assert.Equal((3, 7), (answers.Count(a => a.Status == HttpStatusCode.Created), answers.Count(a => a.Status == HttpStatusCode.Conflict)));
        Assert.Equal(3, (await ann.GetAsync("agents"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Of_refused_requests_for_runs_one_a_second_is_recorded()
    {
        using var gate = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(azurite, onTask: _ => gate.WaitAsync(TestContext.Current.CancellationToken));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, queueDepth: 0);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address, queueDepth: 0);
        foreach (var agent in (string[])["alice", "bob"])
        {
            await app.Api.PostAsync($"agents/{agent}/runs", new { message = "first" }, HttpStatusCode.Accepted);
        }

        var details = new List<string>();
        for (var second = 0; second < 3; second++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.Api.PostAsync("agents/alice/runs", new { message = "more" }, HttpStatusCode.TooManyRequests)));
            details.AddRange(answers.Select(answer => (string)answer["detail"]!));
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, details.Count(detail => detail.Contains("; recorded as run ", StringComparison.Ordinal)));
        Assert.Equal(27, details.Count(detail => detail == "Agent queue full (0 waiting); not recorded, because another request of this agent was refused within the last second"));
        await app.Api.PostAsync("agents/bob/runs", new { message = "more" }, HttpStatusCode.TooManyRequests); // each agent by itself
        Assert.Equal((4, 2), ((await app.Api.RunsAsync("alice")).Count, (await app.Api.RunsAsync("bob")).Count));
        Assert.Equal(3, (await app.Api.GetAsync("agents/alice/activities?type=runFailed"))["items"]!.AsArray().Count);

        // A request that was not recorded is none: with the same key, it runs once there is room.
        var key = ("Idempotency-Key", "k");
        await app.Api.PostAsync("agents/alice/runs", new { message = "more" }, HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await app.Api.TryAsync(HttpMethod.Post, "agents/alice/runs", """{"message":"again"}""", key)).Status);
        gate.Release(10);
        await app.SettleAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await app.Api.TryAsync(HttpMethod.Post, "agents/alice/runs", """{"message":"again"}""", key)).Status);
        await app.SettleAsync();
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Wrong_keys_of_one_address_are_slowed_after_twenty_in_a_minute()
    {
        await using var app = await StartAsync(("AgentSched:WrongKeysPerMinute", "20"));
        var valid = (string)(await app.Api.PostAsync("keys", new { name = "ann" }, HttpStatusCode.Created))["key"]!;
        var unused = (string)(await app.Api.PostAsync("keys", new { name = "ben" }, HttpStatusCode.Created))["key"]!;
        using var ann = app.As(valid);
        await ann.GetAsync("agents");
        using var guesser = app.As("ask_nobody_abcdefghijklmnopqrstuvwxyzABCDEF0123");
        for (var sent = 0; sent < 20; sent++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.TryAsync(HttpMethod.Get, "agents", null)).Status);
        }

        var counter = app.Services.GetRequiredService<RequestCounter>();
        var before = counter.Counts.GetValueOrDefault("table GET");
        for (var sent = 0; sent < 50; sent++)
        {
            var (status, problem) = await guesser.TryAsync(HttpMethod.Get, "agents", null);
            Assert.Equal((HttpStatusCode.TooManyRequests, "urn:agentsched:problem:wrong-keys"), (status, (string?)problem!["type"]));
        }

        Assert.Equal(before, counter.Counts.GetValueOrDefault("table GET")); // none was looked up
        using (var refused = await guesser.Http.GetAsync("agents", TestContext.Current.CancellationToken))
        {
            Assert.Equal(TimeSpan.FromSeconds(60), refused.Headers.RetryAfter?.Delta);
            Assert.Equal(("\"wrong-keys\";q=20;w=60", "\"wrong-keys\";r=0;t=60"), (refused.Headers.GetValues("RateLimit-Policy").Single(), refused.Headers.GetValues("RateLimit").Single()));
        }

        await ann.GetAsync("agents"); // who shares the address and is known goes on
        await app.Api.GetAsync("keys");
        using var ben = app.As(unused);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ben.TryAsync(HttpMethod.Get, "agents", null)).Status);
        using var elsewhere = app.As(unused);
        elsewhere.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "93.184.216.34");
        await elsewhere.GetAsync("agents");
        await ben.GetAsync("agents"); // known by now
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.TryAsync(HttpMethod.Get, "agents", null)).Status);
    }

    private Task<TestApp> StartAsync(params (string Name, string Value)[] settings) => TestApp.StartAsync(azurite, settings: settings.ToDictionary(s => s.Name, s => (string?)s.Value));
}
