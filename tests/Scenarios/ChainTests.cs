using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Storage.Account;
using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>Schedules that follow each other: what a run's end starts, what it passes on, and what a crash in between leaves.</summary>
[Trait("shows", "runs")]
public sealed class ChainTests(AzuriteFixture azurite)
{
    private const string Never = "0 0 1 1 *";

    [Fact]
    public async Task A_run_that_succeeded_is_followed_by_a_run_of_another_agent_in_another_shard_which_gets_its_response()
    {
        await using var app = await StartAsync();
        var report = await app.Api.CreateScheduleAsync("bob", "report", Never, "{{schedule.name}}: {{previous.status}}, {{previous.response}} {{other}}");
        var nightly = await CreateAsync(app, "nightly", new { on = "succeeded", agent = "bob", schedule = report });
        await NextMinuteAsync(app);
        var first = Assert.Single(await app.Api.RunsAsync("alice"));
        var second = Assert.Single(await app.Api.RunsAsync("bob"));
        Assert.Equal(("succeeded", "chain", report), ((string?)second["status"], (string?)second["trigger"], (string?)second["scheduleId"]));
        Assert.Equal(("alice", (string?)first["runId"]), ((string?)second["previousRun"]!["agent"], (string?)second["previousRun"]!["runId"]));
        Assert.Null(first["previousRun"]);
        var response = (string?)(await app.Api.GetAsync($"agents/alice/runs/{first["runId"]}"))["response"];
        Assert.False(string.IsNullOrEmpty(response));
        Assert.Equal($"report: succeeded, {response} {{{{other}}}}", app.Agent.Calls[1].Message);
        Assert.Equal(app.Agent.Calls[1].Message, (string?)(await app.Api.GetAsync($"agents/bob/runs/{second["runId"]}"))["message"]);
        Assert.NotEqual(app.Agent.Calls[0].IdempotencyKey, app.Agent.Calls[1].IdempotencyKey);
        Assert.Equal(nightly, (string?)first["scheduleId"]);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Theory]
    [InlineData("", "good either")]
    [InlineData("[status 400]", "bad either")]
    public async Task What_follows_depends_on_how_the_run_ended(string how, string expected)
    {
        await using var app = await StartAsync();
        var (good, bad, either) = (await NamedAsync("good"), await NamedAsync("bad"), await NamedAsync("either"));
        await CreateAsync(app, "nightly", $"work {how}", new { on = "succeeded", agent = "bob", schedule = good }, new { on = "failed", agent = "bob", schedule = bad }, new { on = "finished", agent = "bob", schedule = either });
        await NextMinuteAsync(app);
        Assert.Equal(expected, string.Join(' ', (await app.Api.RunsAsync("bob")).Select(r => (string?)r["scheduleName"]).Order(StringComparer.Ordinal).Reverse().OrderBy(n => n == "either")));
        await new Rows(app.Storage).AssertAtRestAsync();

        Task<string> NamedAsync(string name) => app.Api.CreateScheduleAsync("bob", name, Never);
    }

    [Theory]
    [InlineData("before the next run is claimed")]
    [InlineData("after the claim, before its message")]
    [InlineData("after its message, before the row is deleted")]
    [InlineData("after the next run has ended")]
    public async Task A_crash_between_the_steps_loses_nothing_and_runs_nothing_twice(string crash)
    {
        await using var app = await StartAsync();
        var report = await app.Api.CreateScheduleAsync("bob", "report", Never, "got {{previous.response}}");
        await CreateAsync(app, "nightly", new { on = "succeeded", agent = "bob", schedule = report });
        await NextMinuteAsync(app);
        await app.Api.PostAsync($"agents/alice/schedules/{(string?)(await app.Api.RunsAsync("alice"))[0]["scheduleId"]}/disable");

        // Back to what the crash would have left: the outbox row is there again, and what came after it is not.
        var (first, second) = (await RecordAsync("alice"), await RecordAsync("bob"));
        var ended = first.GetDateTimeOffset("FinishedAt")!.Value;
        await app.Table.AddEntityAsync(new TableEntity(first.PartitionKey, $"q|c|{ended.UtcTicks:D19}|{first.GetString("RunId")}|0")
        {
            ["Tenant"] = "main", ["Agent"] = "alice", ["AgentId"] = first["AgentId"], ["RunId"] = first.GetString("RunId"), ["NextAgent"] = "bob", ["NextSchedule"] = report, ["At"] = ended,
        });
        if (crash != "after the next run has ended")
        {
            foreach (var row in (await new Rows(app.Storage).AllAsync()).Where(r => r.RowKey[0] is 'x' or 'y' && r.RowKey.EndsWith(second.GetString("RunId")!, StringComparison.Ordinal)))
            {
                await app.Table.DeleteEntityAsync(row.PartitionKey, row.RowKey);
            }
        }

        if (crash.StartsWith("after the claim", StringComparison.Ordinal) || crash.StartsWith("after its message", StringComparison.Ordinal))
        {
            var claimed = new TableEntity(second.PartitionKey, $"r|{second.GetDateTimeOffset("NominalTime")!.Value.UtcTicks:D19}|{second.GetString("RunId")}")
            {
                ["Status"] = "Queued",
                ["PreviousResponse"] = first.GetString("Response"),
            };
            foreach (var column in new[] { "RunId", "Tenant", "Agent", "AgentId", "ScheduleId", "Owner", "Trigger", "NominalTime", "DueTime", "PreviousAgent", "PreviousRunId", "PreviousStatus", "ChainDepth" })
            {
                claimed[column] = second[column];
            }

            await app.Table.AddEntityAsync(claimed);
            if (crash.StartsWith("after its message", StringComparison.Ordinal))
            {
                var runs = new Azure.Storage.Queues.QueueClient(app.Storage, "runs");
                await runs.SendMessageAsync($$"""{"shard":"{{second.PartitionKey}}","dueTime":"{{second.GetDateTimeOffset("DueTime"):yyyy-MM-ddTHH:mm:ssZ}}","runs":["{{second.GetString("RunId")}}"]}""");
                await app.SettleAsync();
            }
        }

        await app.SweepAsync(); // young as it is, whoever closed the run may be about to do it
        Assert.Single(await new Rows(app.Storage).OfKindAsync('q'));
        await app.SweepAsync(TimeSpan.FromMinutes(3));
        await app.SettleAsync();
        var again = Assert.Single(await app.Api.RunsAsync("bob"));
        Assert.Equal((second.GetString("RunId"), "succeeded"), ((string?)again["runId"], (string?)again["status"]));
        Assert.All(app.Agent.Calls.Skip(1), c => Assert.Equal((second.GetString("RunId"), "got " + first.GetString("Response")), (c.IdempotencyKey, c.Message)));
        Assert.Equal(crash == "after the next run has ended" ? 2 : 3, app.Agent.Calls.Count);
        await new Rows(app.Storage).AssertAtRestAsync();

        async Task<TableEntity> RecordAsync(string agent) =>
            Assert.Single(await new Rows(app.Storage).OfKindAsync('x'), row => row.GetString("Agent") == agent);
    }

    [Fact]
    public async Task A_circle_that_two_edits_made_at_once_ends_after_ten_runs()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice", "round", Never, "go {{previous.response}}");
        var row = Assert.Single(await new Rows(app.Storage).OfKindAsync('s'));
        await app.Table.UpdateEntityAsync(
            new TableEntity(row.PartitionKey, row.RowKey) { ["Chain"] = $$"""[{"on":"finished","agent":"alice","schedule":"{{id}}"}]""", ["Overlap"] = "AllowAll" }, ETag.All);
        await app.Api.PostAsync($"agents/alice/schedules/{id}/trigger", expected: HttpStatusCode.Accepted);
        await app.SettleAsync();
        var runs = await app.Api.RunsAsync("alice");
        Assert.Equal(11, runs.Count);
        Assert.Equal(10, runs.Count(r => (string?)r["trigger"] == "chain"));
        Assert.All(app.Agent.Calls.Skip(1), call => Assert.StartsWith("go Done: go", call.Message, StringComparison.Ordinal));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    /// <summary>What follows costs the next schedule's owner money, so the agent's owner, who may see and stop it, may not have it run.</summary>
    [Fact]
    [Trait("shows", "access-money")]
    public async Task Who_may_not_run_a_schedule_may_not_chain_it()
    {
        await using var app = await StartAsync();
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PutAsync("agents/carol", new { url = app.Agent.Address, sharedWith = new[] { "ben" } }, HttpStatusCode.Created);
        var bens = await ben.CreateScheduleAsync("carol", "ben's", Never);
        var own = await ann.CreateScheduleAsync("carol", "own", Never);
        var chain = $$"""[{"on":"finished","schedule":"{{bens}}"}]""";
        const string Words = "schedule \"ben's\" belongs to ben, and only ben or an admin may have it run";
        Assert.Equal(Words, await PatchAsync(app, "carol", own, chain, "chain[0].schedule", ann));
        Assert.Equal(Words, await PatchAsync(app, "carol", own, chain, "chain[0].schedule")); // by an admin, for ann
        var (status, problem) = await ann.TryAsync(HttpMethod.Post, "agents/carol/schedules", $$"""{"name":"new","cron":"* * * * *","zone":"UTC","message":"x","chain":{{chain}}}""");
        Assert.Equal((HttpStatusCode.BadRequest, Words), (status, (string?)problem!["errors"]!["chain[0].schedule"]![0]));
        var entry = (await ann.GetAsync("schedules/export")).AsArray().First(one => (string?)one!["name"] == "own")!.DeepClone().AsObject();
        entry.Remove("id");
        (entry["name"], entry["chain"]) = ("imported", JsonNode.Parse(chain));
        (_, problem) = await ann.TryAsync(HttpMethod.Post, "schedules/import", new JsonArray(entry).ToJsonString());
        Assert.Contains(Words.Replace("\"", "\\\"", StringComparison.Ordinal), problem!.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
        Assert.Equal(2, (await ann.GetAsync("agents/carol/schedules"))["items"]!.AsArray().Count);

        // Ben chains his own, an admin whichever.
        var another = await ben.CreateScheduleAsync("carol", "another", Never);
        Assert.Equal(HttpStatusCode.OK, (await ben.TryAsync(HttpMethod.Patch, $"agents/carol/schedules/{another}", $$"""{"chain":{{chain}}}""")).Status);
        await app.Api.PostAsync("agents/carol/schedules", new { name = "admin's", cron = Never, zone = "UTC", message = "x", chain = new[] { new { on = "finished", schedule = bens } } }, HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_circle_and_a_schedule_out_of_sight_are_refused_when_they_are_saved()
    {
        await using var app = await StartAsync();
        var report = await app.Api.CreateScheduleAsync("bob", "report", Never);
        var nightly = await CreateAsync(app, "nightly", new { on = "succeeded", agent = "bob", schedule = report });
        Assert.Equal("forms a cycle: report → nightly → report", await PatchAsync(app, "bob", report, $$"""[{"on":"failed","agent":"alice","schedule":"{{nightly}}"}]""", "chain"));
        Assert.Equal("forms a cycle: report → report", await PatchAsync(app, "bob", report, $$"""[{"on":"failed","schedule":"{{report}}"}]""", "chain"));
        Assert.Contains("\"alice\" has no schedule", await PatchAsync(app, "alice", nightly, $$"""[{"on":"failed","schedule":"{{report}}"}]""", "chain[0].schedule"), StringComparison.Ordinal); // it is bob's
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/bob/schedules/{report}", """{"chain":[{"schedule":"X"},{"on":"done","schedule":"aaaaaaaaaaaaaaaa","colour":1},7],"retries":9}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["chain[0].on", "chain[0].schedule", "chain[1].colour", "chain[1].on", "chain[2]", "retries"], problem!["errors"]!.AsObject().Select(e => e.Key));

        // Another user's schedule is out of sight, also where an admin saves the chain for its owner.
        var ann = await app.CallerAsync("ann");
        await ann.RegisterAgentAsync("carol", app.Agent.Address);
        var own = await ann.CreateScheduleAsync("carol", "own", Never);
        foreach (var api in new[] { ann, app.Api })
        {
            Assert.Contains("may not see it", await PatchAsync(app, "carol", own, $$"""[{"on":"failed","agent":"bob","schedule":"{{report}}"}]""", "chain[0].schedule", api), StringComparison.Ordinal);
        }

        // What is stored may stay, also where the next schedule has gone; null takes it away.
        await app.Api.DeleteAsync($"agents/bob/schedules/{report}");
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{nightly}", """{"description":"x"}""")).Status);
        await NextMinuteAsync(app);
        Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Empty(await app.Api.RunsAsync("bob")); // a deleted schedule has nowhere to record anything
        var (_, bare) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{nightly}", """{"chain":null}""");
        Assert.Null(bare!["chain"]);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Theory]
    [InlineData("disabled", "cancelled scheduleDisabled")]
    [InlineData("agent disabled", "failed agentDisabled")]
    [InlineData("queue full", "failed queueFull")]
    [InlineData("still running", "skipped overlap")]
    public async Task What_keeps_the_next_run_from_starting_is_recorded_with_it(string what, string expected)
    {
        var gate = new TaskCompletionSource();
        await using var app = await StartAsync(call => call.Message.Contains("hold", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask);
        await app.Api.PutAsync("agents/bob", new { url = app.Agent.Address, queueDepth = 0, enabled = what != "agent disabled" });
        var report = await app.Api.CreateScheduleAsync("bob", "report", Never, "hold on", onFull: "fail");
        await CreateAsync(app, "nightly", new { on = "succeeded", agent = "bob", schedule = report });
        if (what == "disabled")
        {
            await app.Api.PostAsync($"agents/bob/schedules/{report}/disable");
        }
        else if (what != "agent disabled")
        {
            var active = what == "queue full" ? await app.Api.CreateScheduleAsync("bob", "other", Never, "hold") : report;
            await app.Api.PostAsync($"agents/bob/schedules/{active}/trigger", expected: HttpStatusCode.Accepted);
            await app.Agent.WaitForCallAsync(c => c.Message.Contains("hold", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        var told = await Eventually.SeeAsync(
            async () => (await app.Api.RunsAsync("bob")).FirstOrDefault(r => (string?)r["trigger"] == "chain" && r["finishedAt"] is not null), TimeSpan.FromSeconds(20));
        Assert.Equal(expected, $"{told["status"]} {told["reason"]}");
        gate.SetResult();
        await app.SettleAsync();
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task Chains_cost_an_idle_sweep_nothing_and_a_plain_run_nothing()
    {
        await using var app = await StartAsync();
        var report = await app.Api.CreateScheduleAsync("bob", "report", Never);
        await CreateAsync(app, "nightly", new { on = "failed", agent = "bob", schedule = report });
        await app.SweepAsync(); // the first of a process also looks at the specs of all due rows
        Assert.Equal(4 + 2, await CountAsync(app.SweepAsync)); // one query for each shard, a look at each poison queue
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4 + 8, await CountAsync(app.TickAsync)); // as the first run in five minutes of a schedule without a chain

        async Task<long> CountAsync(Func<Task> work)
        {
            var counter = app.Services.GetRequiredService<RequestCounter>();
            var before = counter.Counts.Values.Sum();
            await work();
            return counter.Counts.Values.Sum() - before;
        }
    }

    [Fact]
    public async Task A_slip_in_a_placeholder_is_told_when_it_is_saved()
    {
        await using var app = await StartAsync();
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, "agents/alice/schedules", """{"name":"n","cron":"@daily","zone":"UTC","message":"say {{previous.answer}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("{{previous.answer}} is not a placeholder", (string?)problem!["errors"]!["message"]![0], StringComparison.Ordinal);
    }

    private async Task<TestApp> StartAsync(Func<AgentSched.Demo.DemoCall, Task>? onTask = null)
    {
        var app = await TestApp.StartAsync(azurite, onTask: onTask, settings: new Dictionary<string, string?> { ["AgentSched:Shards"] = "4" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address); // in one shard,
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address); // and in another
        var agents = await new Rows(app.Storage).OfKindAsync('g');
        Assert.Equal(2, agents.Select(a => a.PartitionKey).Distinct().Count());
        return app;
    }

    private static Task<string> CreateAsync(TestApp app, string name, params object[] chain) => CreateAsync(app, name, "work", chain);

    private static async Task<string> CreateAsync(TestApp app, string name, string message, params object[] chain) =>
        (await app.Api.PostAsync("agents/alice/schedules", new { name, cron = "* * * * *", zone = "UTC", message, chain }, HttpStatusCode.Created))["id"]!.GetValue<string>();

    private static async Task NextMinuteAsync(TestApp app)
    {
        await app.TickAsync(TimeSpan.FromMinutes(1));
    }

    /// <returns>What is wrong with the field.</returns>
    private static async Task<string> PatchAsync(TestApp app, string agent, string id, string chain, string field, ApiClient? api = null)
    {
        var (status, problem) = await (api ?? app.Api).TryAsync(HttpMethod.Patch, $"agents/{agent}/schedules/{id}", $$"""{"chain":{{chain}}}""");
        Assert.True(status == HttpStatusCode.BadRequest, $"{status}: {problem?.ToJsonString()}");
        return (string?)((JsonNode?)problem!["errors"]![field])?[0] ?? throw new InvalidOperationException(problem.ToJsonString());
    }
}
