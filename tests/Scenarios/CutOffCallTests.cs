using System.Xml;
using AgentSched.Demo;
using AgentSched.Engine.Calls;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>A process dies while a run's agent is called, or before; another takes the run up. The record tells both.</summary>
[Trait("shows", "one-world")]
public sealed class CutOffCallTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Due = DateTimeOffset.Parse("2026-01-05T10:00:00Z");

    [Fact]
    public async Task A_call_that_a_crash_cut_off_counts_and_the_run_began_with_it()
    {
        var hang = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(azurite, Due.AddSeconds(-5).ToString("O"), settings: Ahead, onTask: call => call.Attempt == 1 ? hang.Task : Task.CompletedTask);
        var batch = await HeldAsync(app);
        var id = batch.Runs[0].Run;
        app.Clock.Set(Due);
        await Eventually.SeeAsync(async () => (await new Rows(app.Storage).OfKindAsync('r')).SingleOrDefault(row => row.GetInt32("Attempts") == 1), TimeSpan.FromSeconds(20));

        // The first process is as good as dead: it will never hear from the agent. Its step is delivered again, to another.
        app.Clock.Set(Due.AddSeconds(66));
        await using (var other = await BareProcess.StartAsync(app.Storage, app.Clock, settings: new() { ["AgentSched:AllowedAgentNetworks"] = "loopback" }))
        {
            await other.Get<RunSteps>().CallTogether(batch, durable: null!, CancellationToken.None);
        }

        var run = await app.Api.GetAsync($"agents/alice/runs/{id}");
        Assert.Equal(("succeeded", 2, Due, "PT0S"), ((string?)run["status"], (int?)run["attempts"], (DateTimeOffset?)run["startedAt"], (string?)run["lateness"]));
        Assert.Equal([1, 2], app.Agent.Calls.Select(call => call.Attempt));
        Assert.Equal(id, Assert.Single(app.Agent.Calls.Select(call => call.IdempotencyKey).Distinct()));

        hang.SetResult(); // the first call comes back after all: its run has ended
        await app.SettleAsync();
        Assert.Equal(2, (int?)Assert.Single(await app.Api.RunsAsync("alice"))["attempts"]);
        await AssertWholeAsync(app);
    }

    [Theory] // how late the second is waited for; the window of the schedule; what becomes of the run; whether its agent is called
    [InlineData("00:04:59", null, "succeeded", "completed", true)]
    [InlineData("00:05:01", null, "missed", "windowPassed", false)]
    [InlineData("00:00:31", "PT30S", "missed", "windowPassed", false)]
    [InlineData("00:05:01", "PT10M", "succeeded", "completed", true)]
    public async Task A_run_that_had_its_slot_and_comes_back_too_late_is_missed(string late, string? window, string status, string reason, bool isCalled)
    {
        await using var app = await TestApp.StartAsync(azurite, Due.AddSeconds(-5).ToString("O"), settings: Ahead);
        var id = (await HeldAsync(app, window)).Runs[0].Run;
        app.Clock.Set(Due + TimeSpan.Parse(late)); // nobody was there in between
        await app.SettleAsync();
        var run = await app.Api.GetAsync($"agents/alice/runs/{id}");
        Assert.Equal((status, reason), ((string?)run["status"], (string?)run["reason"]));
        Assert.Equal(isCalled, run["startedAt"] is not null);
        Assert.Equal(isCalled ? 1 : 0, app.Agent.Calls.Count);
        await AssertWholeAsync(app);
    }

    [Fact]
    [Trait("shows", "right-answers")]
    public async Task Wherever_the_app_dies_each_call_has_a_higher_number_and_the_record_counts_them_all()
    {
        const int Points = 5; // the writes of a run on demand: its opening, the mark of its call, its end; then none
        await using var agent = await DemoAgent.StartAsync();
        await CrashPoints.EachAsync(
            azurite,
            Points,
            Due,
            (app, point) => app.Api.RegisterAgentAsync($"dies-at-{point}", agent.Address),
            async (app, point) => await app.Api.TryAsync(HttpMethod.Post, $"agents/dies-at-{point}/runs", $$"""{"message":"run {{point}}"}"""),
            async (next, point) =>
            {
                await next.UntilNoneWaitsAsync();
                foreach (var run in await next.Api.RunsAsync($"dies-at-{point}"))
                {
                    var calls = agent.Calls.Where(call => call.IdempotencyKey == (string?)run["runId"]).ToList();
                    Assert.Equal(("succeeded", calls.Count), ((string?)run["status"], (int?)run["attempts"]));
                    Assert.Equal(Enumerable.Range(1, calls.Count), calls.Select(call => call.Attempt!.Value));
                    Assert.True(calls.Count == 1 || (TimeSpan?)XmlConvert.ToTimeSpan((string)run["duration"]!) >= TimeSpan.FromMinutes(10), "the record has the time of the first call");
                }

                await next.AssertAtRestAsync();
            });
        Assert.Contains(agent.Calls, call => call.Attempt == 2); // the end of the first was lost
    }

    private static Dictionary<string, string?> Ahead => new() { ["AgentSched:LookAhead"] = "00:00:10", ["AgentSched:Lead"] = "00:00:10" };

    /// <summary>A run of an hourly schedule that has its slot and waits for its second.</summary>
    private static async Task<RunBatch> HeldAsync(TestApp app, string? window = null)
    {
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.PostAsync("agents/alice/schedules", new { name = "hourly", cron = "0 * * * *", zone = "UTC", message = "say hello", catchUpWindow = window }, System.Net.HttpStatusCode.Created);
        var row = await Eventually.SeeAsync(async () => (await new Rows(app.Storage).OfKindAsync('r')).SingleOrDefault(row => row.GetString("Status") == nameof(RunStatus.Running)), TimeSpan.FromSeconds(20));
        return new RunBatch(row.GetString("Batch")!, row.PartitionKey, Due, [new BatchedRun(row.GetString("RunId")!)]);
    }

    private static async Task AssertWholeAsync(TestApp app)
    {
        await new Rows(app.Storage).AssertAtRestAsync();
        await FeedCheck.AssertAsync(app.Storage);
        await UsageCheck.AssertAsync(app.Storage);
    }
}
