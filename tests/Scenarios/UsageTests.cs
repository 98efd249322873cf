using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Totals, usage and statistics as users read them; whatever happens, they are what the records of the runs come to.</summary>
[Trait("shows", "runs")]
public sealed class UsageTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Totals_of_agent_and_schedule_tell_what_their_runs_came_to()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", message: "x [cost 0.25] [tokens 1000 500]");
        await RunAsync(app, $"agents/alice/schedules/{id}/trigger");
        await RunAsync(app, "agents/alice/runs", new { message = "y [status 500] [cost 0.5]" });
        var schedule = (await app.Api.GetAsync($"agents/alice/schedules/{id}"))["totals"]!;
        Assert.Equal((1, 1, 0, 1.0, 0.25m, 1000, 500), Told(schedule));
        var agent = (await app.Api.GetAsync("agents/alice"))["totals"]!;
        Assert.Equal((2, 1, 1, 0.5), ((int)agent["runs"]!, (int)agent["succeeded"]!, (int)agent["failed"]!, (double)agent["successRate"]!));
        Assert.Equal(("failed", "2026-01-05T09:00:00Z"), ((string?)agent["lastStatus"], (string?)agent["lastRunAt"]));
        Assert.NotNull(agent["p95Duration"]);
        await UsageCheck.AssertAsync(app.Storage);

        static (int, int, int, double, decimal, int, int) Told(JsonNode totals) => (
            (int)totals["runs"]!, (int)totals["succeeded"]!, (int)totals["failed"]!, (double)totals["successRate"]!, (decimal)totals["costUsd"]!, (int)totals["tokensIn"]!, (int)totals["tokensOut"]!);
    }

    [Fact]
    public async Task Usage_is_told_by_day_agent_schedule_and_owner_to_whom_it_concerns()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.PostAsync("agents", new { name = "anns", url = app.Agent.Address, sharedWith = new[] { "ben" }, maxConcurrent = 4 }, HttpStatusCode.Created);
        var annsSchedule = await ann.CreateScheduleAsync("anns", "a", "@yearly", "x [cost 0.5]");
        var bensSchedule = await ben.CreateScheduleAsync("anns", "b", "@yearly", "x [cost 0.125]");
        for (var day = 0; day < 3; day++)
        {
            await RunAsync(app, $"agents/anns/schedules/{annsSchedule}/trigger", by: ann);
            await RunAsync(app, $"agents/anns/schedules/{bensSchedule}/trigger", by: ben);
            await RunAsync(app, "agents/alice/runs", new { message = "x [cost 2]" });
            app.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal("2026-01-05 2.625; 2026-01-06 2.625; 2026-01-07 2.625", await ReadAsync(app.Api, "by=day", "day"));
        Assert.Equal("2026-01-06 0.625", await ReadAsync(ann, "by=day&from=2026-01-06&to=2026-01-06", "day"));
        Assert.Equal("alice 6; anns 1.875", await ReadAsync(app.Api, "by=agent", "agent"));
        Assert.Equal("anns 1.875", await ReadAsync(app.Api, "by=agent&agent=anns", "agent"));
        Assert.Equal("a 1.5; b 0.375", await ReadAsync(ann, "by=schedule", "scheduleName"));
        Assert.Equal("admin 6; ann 1.5; ben 0.375", await ReadAsync(app.Api, "by=owner", "owner"));

        // ben uses ann's agent: he sees what his own schedules cost, and nothing else
        Assert.Equal("b 0.375", await ReadAsync(ben, "by=schedule", "scheduleName"));
        Assert.Equal("ben 0.375", await ReadAsync(ben, "by=owner", "owner"));
        Assert.Equal("anns 0.375", await ReadAsync(ben, "by=agent", "agent"));
        Assert.Equal(HttpStatusCode.NotFound, (await ben.TryAsync(HttpMethod.Get, "usage?agent=alice", null)).Status);
        await UsageCheck.AssertAsync(app.Storage);
    }

    [Theory]
    [InlineData("usage?by=week", "by")]
    [InlineData("usage?from=yesterday", "from")]
    [InlineData("usage?from=2026-02-01&to=2026-01-01", "from")]
    [InlineData("usage?from=2020-02-01&to=2026-01-01", "from")]
    [InlineData("stats?window=2h", "window")]
    [InlineData("agents/alice/stats?window=", null)]
    public async Task A_wrong_question_names_its_field(string path, string? field)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var (status, body) = await app.Api.TryAsync(HttpMethod.Get, path, null);
        Assert.Equal(field is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
        Assert.Equal(field, body!["errors"]?.AsObject().Single().Key);
    }

    [Fact]
    public async Task Statistics_tell_a_window_by_status_and_by_day()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await RunAsync(app, "agents/alice/runs", new { message = "x [cost 1]" });
        app.Clock.Advance(TimeSpan.FromDays(8));
        await RunAsync(app, "agents/alice/runs", new { message = "x [cost 2]" });
        app.Clock.Advance(TimeSpan.FromDays(2));
        await RunAsync(app, "agents/alice/runs", new { message = "x [cost 4]" });
        await RunAsync(app, "agents/alice/runs", new { message = "x [status 400]", retries = 0 });
        Assert.Equal("""2 4 {"succeeded":1,"failed":1} 1 false""", await ReadAsync("24h"));
        Assert.Equal("""3 6 {"succeeded":2,"failed":1} 2 false""", await ReadAsync("7d"));
        Assert.Equal("""4 7 {"succeeded":3,"failed":1} 3 false""", await ReadAsync("30d"));

        async Task<string> ReadAsync(string window)
        {
            var (all, one) = (await app.Api.GetAsync($"stats?window={window}"), await app.Api.GetAsync($"agents/alice/stats?window={window}"));
            Assert.Equal(all.ToJsonString(), one.ToJsonString());
            Assert.NotNull(one["averageDuration"]);
            return $"{one["runs"]} {one["costUsd"]} {one["byStatus"]!.ToJsonString()} {one["perDay"]!.AsArray().Count} {one["cut"]!.ToJsonString()}";
        }
    }

    [Fact]
    public async Task After_days_of_failures_cancels_edits_and_a_deleted_agent_the_books_are_what_the_records_come_to()
    {
        using var gate = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(
            azurite, onTask: async call => await (call.Message.Contains("hold", StringComparison.Ordinal) ? gate.WaitAsync(TestContext.Current.CancellationToken) : Task.CompletedTask));
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 2);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address, queueDepth: 0);
        var id = await app.Api.CreateScheduleAsync("alice", "often", "0 */6 * * *", "x [cost 0.01] [tokens 3 4]");
        await app.Api.CreateScheduleAsync("bob", "fails", "30 */8 * * *", "x [status 500] [cost 0.02]");
        for (var step = 0; step < 12; step++)
        {
            await app.TickAsync(TimeSpan.FromHours(4));
            await app.Api.PostAsync("agents/alice/runs", new { message = $"ad hoc {step} [cost 0.003]" }, HttpStatusCode.Accepted);
            var held = (string?)(await app.Api.PostAsync("agents/bob/runs", new { message = "hold" }, HttpStatusCode.Accepted))["runId"];
            Assert.Equal(HttpStatusCode.TooManyRequests, (await app.Api.TryAsync(HttpMethod.Post, "agents/bob/runs", """{"message":"too many"}""")).Status);
            await app.Api.PostAsync($"agents/bob/runs/{held}/cancel");
            await app.SettleAsync();
            if (step == 5)
            {
                await app.Api.RegisterAgentAsync("carol", app.Agent.Address);
                await RunAsync(app, "agents/carol/runs", new { message = "x [cost 0.5]" });
                await app.Api.DeleteAsync("agents/carol");
                app.Clock.Advance(TimeSpan.FromSeconds(1));
                await app.Api.RegisterAgentAsync("carol", app.Agent.Address);
                await RunAsync(app, "agents/carol/runs", new { message = "x [cost 0.25]" });
                Assert.Equal("carol 0.25", await ReadAsync(app.Api, "by=agent&agent=carol", "agent")); // another agent of that name, whoever registered it
                await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", """{"message":"y [cost 0.04]"}""");
            }
        }

        gate.Release(100);
        await app.SettleAsync();
        await app.AssertAtRestAsync();
        Assert.Equal(12, (int?)(await app.Api.GetAsync("agents/bob"))["totals"]!["cancelled"]);
    }

    [Fact]
    public async Task Wherever_the_app_dies_after_midnight_no_day_loses_a_run()
    {
        const int Points = 8; // the writes of two runs on two agents, the first of a new day
        await CrashPoints.EachAsync(
            azurite,
            Points,
            DateTimeOffset.Parse("2026-01-05T23:50:00Z"),
            async (app, point) =>
            {
                foreach (var agent in new[] { $"one-{point}", $"other-{point}" })
                {
                    await app.Api.RegisterAgentAsync(agent, app.Agent.Address);
                    var id = await app.Api.CreateScheduleAsync(agent, agent, "@yearly", "x [cost 0.25]");
                    await RunAsync(app, $"agents/{agent}/schedules/{id}/trigger", new { });
                }

                app.Clock.Set(new DateTimeOffset(app.Clock.GetUtcNow().Date.AddDays(1), TimeSpan.Zero).AddMinutes(1));
            },
            async (app, point) =>
            {
                foreach (var schedule in (await new Rows(app.Storage).OfKindAsync('s')).Where(row => row.GetString("Agent")!.EndsWith($"-{point}", StringComparison.Ordinal)))
                {
                    await app.Api.TryAsync(HttpMethod.Post, $"agents/{schedule["Agent"]}/schedules/{schedule["Id"]}/trigger", null);
                }
            },
            async (next, _) =>
            {
                await next.UntilNoneWaitsAsync();
                await next.AssertAtRestAsync();
                next.Clock.Set(new DateTimeOffset(next.Clock.GetUtcNow().Date, TimeSpan.Zero).AddDays(1).AddMinutes(-10));
            });
    }

    [Fact]
    public async Task A_check_finds_a_cent_that_is_missing()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await RunAsync(app, "agents/alice/runs", new { message = "x [cost 0.25]" });
        var rows = await new Rows(app.Storage).AllAsync();
        Assert.Empty(UsageCheck.Problems(rows));
        rows.Single(row => row.RowKey.StartsWith("x|", StringComparison.Ordinal))["CostUsd"] = "0.24";
        Assert.Equal(3, UsageCheck.Problems(rows).Count); // totals, day, month
    }

    private static async Task RunAsync(TestApp app, string path, object? body = null, ApiClient? by = null)
    {
        await (by ?? app.Api).PostAsync(path, body, HttpStatusCode.Accepted);
        await app.SettleAsync();
    }

    private static async Task<string> ReadAsync(ApiClient api, string query, string key) =>
        string.Join("; ", (await api.GetAsync($"usage?{query}"))["items"]!.AsArray().Select(line => $"{line![key]} {line["costUsd"]}"));
}
