using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Demo;
using AgentSched.Storage.Rows;
using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Tests.Scenarios;

/// <summary>What a schedule has missed is run later: under the ids of the real occurrences, one after the other, nothing twice.</summary>
[Trait("shows", "runs")]
public sealed class BackfillTests(AzuriteFixture azurite)
{
    private const string Past = """{"from":"2026-01-05T09:01:00Z","to":"2026-01-05T09:21:00Z"}""";

    [Fact]
    public async Task Missed_occurrences_run_under_their_own_ids_without_filling_the_queue_and_nothing_runs_twice()
    {
        await using var app = await StartAsync(queueDepth: 0);
        var id = await MissAsync(app);
        var before = (await app.Api.RunsAsync("alice")).ToDictionary(r => (string)r["runId"]!, r => (string?)r["status"]);
        Assert.Equal((2, 19), (before.Values.Count(s => s == "succeeded"), before.Values.Count(s => s == "missed")));

        var dry = await PostAsync(app, id, """{"from":"2026-01-05T09:01:00Z","to":"2026-01-05T09:21:00Z","dryRun":true}""", HttpStatusCode.OK);
        var listed = dry["items"]!.AsArray();
        Assert.Equal((20, 19, false), (listed.Count, listed.Count(i => (bool)i!["runs"]!), (bool)dry["cut"]!));
        Assert.Equal(("2026-01-05T09:01:00Z", true, "succeeded"), ((string?)listed[0]!["nominalTime"], (bool)listed[0]!["known"]!, (string?)listed[0]!["status"]));
        Assert.Equal(before.Count, (await app.Api.RunsAsync("alice")).Count); // a dry run changes nothing

        var order = await PostAsync(app, id, Past, HttpStatusCode.Accepted);
        await app.SettleAsync();
        order = await app.Api.GetAsync($"agents/alice/schedules/{id}/backfills/{order["id"]}");
        Assert.Equal(("finished", 19, 1, 0), ((string?)order["state"], (int)order["started"]!, (int)order["known"]!, (int)order["left"]!));
        var after = await app.Api.RunsAsync("alice");
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Select(r => (string)r["runId"]!).Order(StringComparer.Ordinal));
        Assert.All(after, r => Assert.Equal("succeeded", (string?)r["status"]));
        Assert.Equal(19, after.Count(r => (string?)r["trigger"] == "backfill"));
        Assert.Equal(21, app.Agent.Calls.Select(c => c.IdempotencyKey).Distinct().Count());
        Assert.Equal(21, app.Agent.Calls.Count);
        Assert.Equal("run of 2026-01-05T09:02:00Z", app.Agent.Calls[2].Message); // the time it stands for, not the time of day

        order = await PostAsync(app, id, Past, HttpStatusCode.Accepted); // once more: all is known
        Assert.Equal(("finished", 0, 20), ((string?)order["state"], (int)order["started"]!, (int)order["known"]!));
        Assert.Equal(21, app.Agent.Calls.Count);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task Times_before_the_schedule_was_made_can_be_filled_in_the_first_of_many_only_on_demand()
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice", message: "run of {{dueTime}}");
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, Path(id), """{"from":"2026-01-01T00:00:00Z","to":"2026-01-05T09:00:00Z"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("more than 1000 occurrences", (string?)problem!["errors"]!["to"]![0], StringComparison.Ordinal);
        var dry = await PostAsync(app, id, """{"from":"2026-01-01T00:00:00Z","to":"2026-01-05T09:00:00Z","dryRun":true}""", HttpStatusCode.OK);
        Assert.Equal((1000, true), (dry["items"]!.AsArray().Count, (bool)dry["cut"]!));
        await PostAsync(app, id, """{"from":"2026-01-01T00:00:00Z","to":"2026-01-05T09:00:00Z","max":2}""", HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(["run of 2026-01-01T00:00:00Z", "run of 2026-01-01T00:01:00Z"], app.Agent.Calls.Select(c => c.Message));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_backfilled_run_gives_way_to_others_and_goes_on_when_they_have_ended()
    {
        var gate = new TaskCompletionSource();
        await using var app = await StartAsync(queueDepth: 0, call => call.Message == "hold" ? gate.Task : Task.CompletedTask);
        var id = await MissAsync(app);
        var other = await app.Api.CreateScheduleAsync("alice", "other", "0 0 1 1 *", "hold");
        await app.Api.PostAsync($"agents/alice/schedules/{other}/trigger", expected: HttpStatusCode.Accepted);
        await app.Agent.WaitForCallAsync(c => c.Message == "hold", TestContext.Current.CancellationToken);
        var order = await PostAsync(app, id, Past, HttpStatusCode.Accepted); // no slot, and no line to wait in: neither refused nor lost
        await app.SweepAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("running", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{id}/backfills/{order["id"]}"))["state"]);
        Assert.DoesNotContain(await app.Api.RunsAsync("alice"), r => (string?)r["reason"] == "queueFull");
        gate.SetResult();
        await app.SettleAsync();
        await app.SweepAsync();
        await app.SettleAsync();
        Assert.Equal("finished", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{id}/backfills/{order["id"]}"))["state"]);
        Assert.Equal(22, app.Agent.Calls.Count);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Theory]
    [InlineData("before the next claim", 1)]
    [InlineData("after the claim, before its message", 1)]
    [InlineData("after the last run has ended", 0)]
    public async Task A_crash_between_the_steps_loses_nothing_and_runs_nothing_twice(string crash, int calls)
    {
        await using var app = await StartAsync();
        var id = await MissAsync(app);
        var order = await PostAsync(app, id, Past, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var (done, shard) = (app.Agent.Calls.Count, (await new Rows(app.Storage).OfKindAsync('s'))[0].PartitionKey);

        // Back to what the crash would have left.
        var last = (await app.Api.RunsAsync("alice")).Single(r => (string?)r["nominalTime"] == "2026-01-05T09:20:00Z");
        var (run, nominal) = ((string)last["runId"]!, DateTimeOffset.Parse((string)last["nominalTime"]!));
        var rows = await new Rows(app.Storage).AllAsync();
        if (calls > 0)
        {
            foreach (var record in rows.Where(r => r.RowKey[0] is 'x' or 'y' && r.RowKey.EndsWith(run, StringComparison.Ordinal)))
            {
                await app.Table.DeleteEntityAsync(record.PartitionKey, record.RowKey);
            }
        }

        var isClaimed = crash.StartsWith("after the claim", StringComparison.Ordinal);
        if (isClaimed)
        {
            var claimed = new TableEntity(shard, $"r|{nominal.UtcTicks:D19}|{run}") { ["Status"] = "Queued" };
            foreach (var column in new[] { "RunId", "Tenant", "Agent", "AgentId", "ScheduleId", "Owner", "Trigger", "NominalTime", "DueTime" })
            {
                claimed[column] = rows.First(r => r.RowKey[0] == 'x' && r.RowKey.EndsWith(run, StringComparison.Ordinal))[column];
            }

            await app.Table.AddEntityAsync(claimed);
        }

        var alice = AgentRow.Read(Assert.Single(rows, r => r.RowKey == "g|main|alice")).Agent.Key;
        await app.Table.AddEntityAsync(new TableEntity(shard, $"q|b|main|{alice.Segment}|{id}") { ["Tenant"] = "main", ["Agent"] = "alice", ["AgentId"] = alice.Id, ["ScheduleId"] = id, ["BackfillId"] = (string)order["id"]! });
        await app.Table.UpdateEntityAsync(
            new TableEntity(shard, $"b|main|{alice.Segment}|{id}|{order["id"]}") { ["State"] = "Running", ["Todo"] = isClaimed ? "" : $"{nominal.ToUnixTimeSeconds()}", ["Active"] = run }, ETag.All);
        await app.SweepAsync(TimeSpan.FromMinutes(3));
        await app.SettleAsync();
        Assert.Equal(done + calls, app.Agent.Calls.Count);
        Assert.Equal("finished", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{id}/backfills/{order["id"]}"))["state"]);
        Assert.Equal("succeeded", (string?)(await app.Api.GetAsync($"agents/alice/runs/{run}"))["status"]);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_backfill_that_is_taken_back_starts_nothing_more_and_a_second_waits_for_the_end_of_the_first()
    {
        var gate = new TaskCompletionSource();
        await using var app = await StartAsync(3, call => call.Message == "run of 2026-01-05T09:02:00Z" ? gate.Task : Task.CompletedTask);
        var id = await MissAsync(app);
        var order = await PostAsync(app, id, Past, HttpStatusCode.Accepted);
        await app.Agent.WaitForCallAsync(c => c.Message == "run of 2026-01-05T09:02:00Z", TestContext.Current.CancellationToken);
        await PostAsync(app, id, Past, HttpStatusCode.Conflict);
        var (status, cancelled) = await app.Api.TryAsync(HttpMethod.Delete, $"agents/alice/schedules/{id}/backfills/{order["id"]}", null);
        Assert.Equal((HttpStatusCode.OK, "cancelled"), (status, (string?)cancelled!["state"]));
        gate.SetResult();
        await app.SettleAsync();
        Assert.Equal(3, app.Agent.Calls.Count); // two by the clock, and the one that was under way
        Assert.Equal(18, (await app.Api.RunsAsync("alice")).Count(r => (string?)r["status"] == "missed"));
        await PostAsync(app, id, Past, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Equal(21, app.Agent.Calls.Count);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_schedule_that_pauses_by_itself_ends_its_backfill_too()
    {
        await using var app = await StartAsync();
        var id = await MissAsync(app);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", """{"message":"x [status 402]"}""")).Status);
        var order = await PostAsync(app, id, Past, HttpStatusCode.Accepted);
        await app.SettleAsync();
        order = await app.Api.GetAsync($"agents/alice/schedules/{id}/backfills/{order["id"]}");
        Assert.Equal(("stopped", 1, 18), ((string?)order["state"], (int)order["started"]!, (int)order["left"]!));
        Assert.Contains("the schedule was disabled: Paused automatically", (string?)order["note"], StringComparison.Ordinal);
        Assert.Equal(3, app.Agent.Calls.Count);
        await PostAsync(app, id, Past, HttpStatusCode.Conflict); // enable it first
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Theory]
    [InlineData("{}", "from,to")]
    [InlineData("""{"from":"x","to":"2026-01-05"}""", "from,to")]
    [InlineData("""{"from":"2026-01-05T08:00:00Z","to":"2026-01-05T08:00:00Z"}""", "to")]
    [InlineData("""{"from":"2026-01-05T08:00:00Z","to":"2026-01-05T09:00:01Z"}""", "to")]
    [InlineData("""{"from":"0001-01-01T00:00:00Z","to":"2026-01-05T08:00:00Z","max":0,"dryRun":1,"x":2}""", "dryRun,from,max,x")]
    public async Task What_cannot_be_filled_in_is_told_field_by_field(string body, string fields)
    {
        await using var app = await StartAsync();
        var id = await app.Api.CreateScheduleAsync("alice");
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Post, Path(id), body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(fields, string.Join(',', problem!["errors"]!.AsObject().Select(e => e.Key)));
    }

    [Fact]
    public async Task Only_the_owner_fills_in_the_agent_s_owner_may_stop_it_and_who_may_not_see_the_schedule_finds_nothing()
    {
        await using var app = await StartAsync();
        var ann = await app.CallerAsync("ann");
        var bea = await app.CallerAsync("bea");
        await ann.PutAsync("agents/carol", new { url = app.Agent.Address, sharedWith = new[] { "bea" } }, HttpStatusCode.Created);
        var id = await bea.CreateScheduleAsync("carol");
        var path = $"agents/carol/schedules/{id}/backfill";
        const string Body = """{"from":"2026-01-05T08:00:00Z","to":"2026-01-05T08:02:00Z"}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Post, path, Body)).Status); // sees it: the agent is hers
        Assert.Equal(HttpStatusCode.OK, (await ann.TryAsync(HttpMethod.Post, path, Body.Replace("}", ",\"dryRun\":true}", StringComparison.Ordinal))).Status);
        var (status, order) = await bea.TryAsync(HttpMethod.Post, path, Body);
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(HttpStatusCode.OK, (await ann.TryAsync(HttpMethod.Delete, $"{path}s/{order!["id"]}", null)).Status); // it is her agent
        Assert.Equal(HttpStatusCode.OK, (await ann.TryAsync(HttpMethod.Get, $"{path}s/{order["id"]}", null)).Status);
        var eve = await app.CallerAsync("eve");
        Assert.Equal(HttpStatusCode.NotFound, (await eve.TryAsync(HttpMethod.Post, path, Body)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.TryAsync(HttpMethod.Get, $"{path}s/{order["id"]}", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bea.TryAsync(HttpMethod.Get, $"{path}s/aaaaaaaaaaaaaaaa", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bea.TryAsync(HttpMethod.Get, $"{path}s/a'b", null)).Status);
        await app.SettleAsync();
    }

    private async Task<TestApp> StartAsync(int queueDepth = 3, Func<DemoCall, Task>? onTask = null)
    {
        var app = await TestApp.StartAsync(azurite, onTask: onTask);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, queueDepth: queueDepth);
        return app;
    }

    /// <summary>A schedule of every minute that ran at 09:01, was then left alone for twenty minutes, and ran at 09:21.</summary>
    private static async Task<string> MissAsync(TestApp app)
    {
        var id = await app.Api.CreateScheduleAsync("alice", message: "run of {{dueTime}}");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        await app.TickAsync(TimeSpan.FromMinutes(20));
        return id;
    }

    private static string Path(string id) => $"agents/alice/schedules/{id}/backfill";

    private static async Task<JsonNode> PostAsync(TestApp app, string id, string body, HttpStatusCode expected)
    {
        var (status, answer) = await app.Api.TryAsync(HttpMethod.Post, Path(id), body);
        Assert.True(status == expected, $"{status}: {answer?.ToJsonString()}");
        return answer!;
    }
}
