using System.Net;
using System.Net.Http.Json;
using AgentSched.Demo;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Openings;
using AgentSched.Faults;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using AgentSched.Storage.Runs;
using AgentSched.Tests.Support;
using AgentSched.Year;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>Runs that are due together are one orchestration with one step, and what happens to one of them happens to no other.</summary>
[Trait("shows", "together")]
public sealed class TogetherTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly DateTimeOffset Due = DateTimeOffset.Parse("2026-01-05T10:00:00.300Z");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_agent_holds_only_its_own_run_and_to_cancel_one_never_ends_the_batch()
    {
        var (slow, other) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await StartAsync(call => call.Message switch { "slow" => slow.Task, "other" => other.Task, _ => Task.CompletedTask });
        var runs = await FireAsync(app, "slow", "other", "quick");
        await UntilAsync(app, runs["quick"], RunStatus.Succeeded); // while the step goes on
        var batch = await BatchAsync(app);
        await app.Api.PostAsync($"agents/alice/runs/{runs["other"]}/cancel");
        Assert.Equal(RunStatus.Cancelled, await StatusAsync(app, runs["other"]));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await app.Harness.Durable.GetInstanceAsync(batch, Cancel))?.RuntimeStatus);
        Assert.Equal(RunStatus.Running, await StatusAsync(app, runs["slow"]));
        slow.SetResult();
        other.SetResult();
        await app.SettleAsync();
        Assert.Equal(RunStatus.Succeeded, await StatusAsync(app, runs["slow"]));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Harness.Durable.GetInstanceAsync(batch, Cancel))?.RuntimeStatus);
        Assert.Equal(3, app.Agent.Calls.Count);
        await AssertWholeAsync(app);
    }

    [Fact]
    public async Task A_step_that_is_delivered_again_calls_only_for_what_it_still_holds()
    {
        var hang = new TaskCompletionSource();
        await using var app = await StartAsync(call => call is { Message: "cut off", Attempt: 1 } ? hang.Task : Task.CompletedTask);
        var runs = await FireAsync(app, "quick", "later [fail 1 then ok]", "back [async never]", "cut off");
        await UntilAsync(app, runs["quick"], RunStatus.Succeeded);
        await Eventually.SeeAsync(async () => (await new Rows(app.Storage).OfKindAsync('r')).Count(row => row.GetBoolean("IsHandedOver") == true) == 2 ? "both" : null, Limit);
        var batch = await BatchAsync(app);

        await using (var again = await BareProcess.StartAsync(app.Storage, app.Clock, settings: Loopback))
        {
            await again.Get<RunSteps>().CallTogether(Batch(batch, runs.Values), new NoDurable(), Cancel);
        }

        Assert.Equal(RunStatus.Succeeded, await StatusAsync(app, runs["cut off"]));
        Assert.Equal(2, (int?)(await app.Api.GetAsync($"agents/alice/runs/{runs["cut off"]}"))["attempts"]);
        Assert.Equal(["back [async never] 1", "cut off 1", "cut off 2", "later [fail 1 then ok] 1", "quick 1"], app.Agent.Calls.Select(call => $"{call.Message} {call.Attempt}").Order());
        hang.SetResult();
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await app.SettleAsync();
        Assert.Equal(RunStatus.Succeeded, await StatusAsync(app, runs["later [fail 1 then ok]"]));
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.SettleAsync();
        Assert.Equal(RunStatus.TimedOut, await StatusAsync(app, runs["back [async never]"]));
        await AssertWholeAsync(app);
    }

    [Fact]
    public async Task A_message_that_comes_again_makes_no_second_call_while_the_first_holder_lives_and_one_call_when_it_is_gone()
    {
        var hang = new TaskCompletionSource();
        await using var app = await StartAsync(call => call.Attempt == 1 ? hang.Task : Task.CompletedTask);
        var runs = await FireAsync(app, "one", "two");
        await Eventually.SeeAsync(() => Task.FromResult(app.Agent.Calls.Count == 2 ? "both" : null), Limit);
        var batch = await BatchAsync(app);
        await using var other = await BareProcess.StartAsync(app.Storage, app.Clock, settings: Loopback);
        var message = new RunRequest(batch[..3], Due.AddMilliseconds(-300), [.. runs.Values]);
        await other.Get<RunStarter>().RunAsync(message, app.Harness.Durable, Cancel); // at once
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await other.Get<RunStarter>().RunAsync(message with { Runs = [runs["one"]] }, app.Harness.Durable, Cancel); // as the sweep would
        await app.SweepAsync();
        Assert.Null(await app.Harness.Durable.GetInstanceAsync(runs["one"], Cancel));

        await app.Harness.Durable.TerminateInstanceAsync(batch, Cancel); // as if it had been lost with its process
        await app.SweepAsync();
        await UntilAsync(app, runs["one"], RunStatus.Succeeded);
        await UntilAsync(app, runs["two"], RunStatus.Succeeded);
        hang.SetResult();
        await app.SettleAsync();
        Assert.Equal(["one 1", "one 2", "two 1", "two 2"], app.Agent.Calls.Select(call => $"{call.Message} {call.Attempt}").Order());
        await AssertWholeAsync(app);
    }

    [Fact]
    public async Task A_callback_that_comes_before_the_runs_own_orchestration_exists_is_not_lost()
    {
        await using var app = await StartAsync(runQueues: false);
        var run = (await FireAsync(app, "back [async never]"))["back [async never]"];
        await using var other = await BareProcess.StartAsync(app.Storage, app.Clock, settings: new(Loopback) { ["AgentSched:PublicUrl"] = app.Harness.Address.AbsoluteUri });
        var between = new Between(app.Harness.Durable, async () =>
        {
            var call = Assert.Single(app.Agent.Calls);
            using var callback = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Harness.Address, $"/api/callbacks/{run}")) { Content = JsonContent.Create(new { response = "done" }) };
            callback.Headers.Add("X-Callback-Token", call.Body.GetProperty("async_result").GetProperty("token").GetString());
            using var answer = await app.Api.Http.SendAsync(callback, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
        var shard = Assert.Single(await new Rows(app.Storage).OfKindAsync('r')).PartitionKey;
        await other.Get<RunStarter>().RunAsync(new RunRequest(shard, Due.AddMilliseconds(-300), [run]), new NoDurable(), Cancel);
        await other.Get<RunSteps>().CallTogether(Batch(await BatchAsync(app), [run]), between, Cancel);
        await app.SettleAsync();
        Assert.Equal("done", (string?)(await app.Api.GetAsync($"agents/alice/runs/{run}"))["response"]);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Harness.Durable.GetInstanceAsync(run, Cancel))?.RuntimeStatus); // it does not wait for what has come
        await AssertWholeAsync(app);
    }

    /// <summary>Budget, totals of two days, feed, chain, webhook and the next in line: all as if each had ended alone, in fewer transactions.</summary>
    [Fact]
    public async Task Runs_that_end_at_once_are_closed_together_and_come_to_the_same()
    {
        const int Runs = 24, AtOnce = 20;
        await using var receiver = await AnsweringServer.StartAsync(200);
        var (gate, called) = (new TaskCompletionSource(), 0);
        await using var app = await TestApp.StartAsync(azurite, "2026-01-05T23:00:00Z", onTask: call =>
        {
            Interlocked.Increment(ref called);
            return call.Message.StartsWith("first", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        });
        await app.Api.PostAsync("agents", new { name = "alice", url = app.Agent.Address, maxConcurrent = AtOnce, queueDepth = 50 }, HttpStatusCode.Created);
        await WebhookTests.HookAsync(app, receiver, ["succeeded"]);
        var follower = await app.Api.CreateScheduleAsync("alice", "follower", "0 0 1 1 *");
        for (var i = 0; i < Runs; i++)
        {
            var chain = i == 0 ? new[] { new { on = "succeeded", schedule = follower } } : null;
            await app.Api.PostAsync("agents/alice/schedules", new { name = $"s{i}", cron = "59 23 * * *", zone = "UTC", message = "first [cost 0.5]", maxCostUsdPerRun = 1, chain }, HttpStatusCode.Created);
        }

        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T23:59:00.3Z"));
        await app.Harness.RunTimerAsync("DispatchTimer", Cancel);
        await Eventually.SeeAsync(() => Task.FromResult(Volatile.Read(ref called) == AtOnce ? "all that have slots" : null), Limit);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"limits":{"dayUsd":100}}""")).Status); // under limits, fewer would have started at once
        app.Clock.Set(DateTimeOffset.Parse("2026-01-06T00:00:05Z"));
        var counter = app.Services.GetRequiredService<RequestCounter>();
        var before = counter.Counts["table batch"];
        gate.SetResult();
        await app.SettleAsync();

        // 25 are deliveries that were taken, four the follower's claim, opening, mark and end, four the marks of those that were promoted: what is left are the
        // ends. How many go together depends on how busy the machine is; the bench "requests" counts them.
        output.WriteLine($"{counter.Counts["table batch"] - before} transactions");
        var runs = await app.Api.RunsAsync("alice");
        Assert.Equal(Runs + 1, runs.Count(run => (string?)run["status"] == "succeeded"));
        Assert.Equal(Runs + 1, receiver.Requests.Count);
        Assert.Equal(Runs * 0.5m, runs.Where(run => (string?)run["trigger"] == "schedule").Sum(run => (decimal?)run["costUsd"]));
        await AssertWholeAsync(app);
    }

    /// <summary>Its process died between slot and call: within its minute the run is made up for, later its successor runs in its place. Neither way is the next occurrence skipped: it waits for that decision.</summary>
    [Theory] // how long after its second the next occurrence opens, in milliseconds; what becomes of the run
    [InlineData(59_700, "succeeded")] // a minute after its due time
    [InlineData(60_000, "missed")]
    public async Task A_crash_before_the_call_costs_the_next_occurrence_nothing(int later, string outcome)
    {
        await using var app = await StartAsync();
        await app.Api.CreateScheduleAsync("alice", "minutely");
        app.Clock.Set(Due);
        await using (var dead = await BareProcess.StartAsync(app.Storage, app.Clock, settings: Loopback))
        {
            await dead.ClaimAsync();
            Assert.Contains(await dead.OpenAsync(), run => run.Status == RunStatus.Running);
        }

        app.Clock.Advance(TimeSpan.FromMilliseconds(later));
        await app.TickAsync();
        var waiting = Assert.Single(await app.Api.RunsAsync("alice"), run => (string?)run["status"] == "waiting");
        Assert.Equal(Due.AddMinutes(1).ToString("yyyy-MM-ddTHH:mm:00Z"), (string?)waiting["dueTime"]);
        await app.SweepAsync();
        await app.SettleAsync();
        var runs = (await app.Api.RunsAsync("alice")).Take(2).Select(run => $"{run["dueTime"]} {run["status"]}");
        Assert.Equal([Due.AddMinutes(1).ToString("yyyy-MM-ddTHH:mm:00Z") + " succeeded", Due.ToString("yyyy-MM-ddTHH:mm:00Z") + " " + outcome], runs);
        await AssertWholeAsync(app);
    }

    /// <summary>The response of one is too long for its record, and blobs do not answer: its call is made again under its key, and no other.</summary>
    [Fact]
    public async Task A_failure_of_ours_for_one_run_repeats_no_others_call()
    {
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, Cancel);
        await using var app = await StartAsync(storage: proxy.ConnectionString(azurite.TakeAccount()));
        proxy.Decide = request => request.Kind.StartsWith("blob", StringComparison.Ordinal) ? ProxyVerdict.Fail(403, "AccountIsDisabled") : ProxyVerdict.Forward;
        var runs = await FireAsync(app, "large [response 20000]", "small [log 10]", "none");
        await Eventually.SeeAsync(async () => (await new Rows(app.Storage).OfKindAsync('r')).SingleOrDefault(row => row.GetBoolean("IsHandedOver") == true), Limit);
        proxy.Decide = null;
        await UntilAsync(app, runs["small [log 10]"], RunStatus.Succeeded);
        await UntilAsync(app, runs["none"], RunStatus.Succeeded);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        await app.SettleAsync();
        Assert.Equal(RunStatus.Succeeded, await StatusAsync(app, runs["large [response 20000]"]));
        Assert.Equal(["large [response 20000] 1", "large [response 20000] 2", "none 1", "small [log 10] 1"], app.Agent.Calls.Select(call => $"{call.Message} {call.Attempt}").Order());
        await AssertWholeAsync(app);
    }

    /// <summary>The retry is written, and its orchestration cannot be started: time, number and cost of the failed call are kept.</summary>
    [Fact]
    public async Task A_start_that_fails_after_the_retry_was_written_forgets_nothing_and_calls_no_earlier()
    {
        var answers = new Queue<(int Status, string Body)>([
            (503, """{"detail":{"message":"busy","metadata":{"cost_usd":0.25}}}"""),
            (200, """{"response":"done","metadata":{"cost_usd":0.5}}""")]);
        await using var agent = await AnsweringServer.StartAsync(async http =>
        {
            (http.Response.StatusCode, var body) = answers.Dequeue();
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(body);
        });
        await using var app = await StartAsync(runQueues: false);
        await app.Api.RegisterAgentAsync("bob", agent.Address);
        var run = (await CreateAsync(app, "bob", Due, "later"))["later"];
        app.Clock.Set(Due);
        await app.Harness.RunTimerAsync("DispatchTimer", Cancel);
        await using var other = await BareProcess.StartAsync(app.Storage, app.Clock, settings: Loopback);
        var starts = 0;
        var flaky = new Between(app.Harness.Durable, () => ++starts == 1 ? throw new IOException("the engine does not answer") : Task.CompletedTask);
        var shard = Assert.Single(await new Rows(app.Storage).OfKindAsync('r')).PartitionKey;
        await other.Get<RunStarter>().RunAsync(new RunRequest(shard, Due.AddMilliseconds(-300), [run]), new NoDurable(), Cancel);
        await other.Get<RunSteps>().CallTogether(Batch(await BatchAsync(app), [run]), flaky, Cancel);

        var row = Assert.Single(await new Rows(app.Storage).OfKindAsync('r'));
        Assert.Equal((2, 1), (starts, row.GetInt32("Failures")));
        Assert.InRange(row.GetDateTimeOffset("RetryAt")!.Value - Due, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7.5));
        app.Clock.Advance(TimeSpan.FromSeconds(4));
        await app.SettleAsync();
        Assert.Single(agent.Requests);
        app.Clock.Advance(TimeSpan.FromSeconds(4));
        await app.SettleAsync();
        var record = await app.Api.GetAsync($"agents/bob/runs/{run}");
        Assert.Equal(("succeeded", 2, 0.75m), ((string?)record["status"], (int?)record["attempts"], (decimal?)record["costUsd"]));
        Assert.Equal(2, agent.Requests.Count);
        await AssertWholeAsync(app);
    }

    /// <summary>One succeeds, one is worth another attempt, one will call back: at each of the writes that this takes the app dies, and another takes over.</summary>
    [Fact]
    public async Task Wherever_the_app_dies_each_occurrence_ends_as_one_record_and_calls_come_again_under_their_key_only()
    {
        const int Points = 12;
        await using var demo = await DemoAgent.StartAsync(cancellationToken: Cancel); // lives on where the app dies
        var account = azurite.TakeAccount();
        var real = azurite.Server.ConnectionString(account);
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, Cancel);
        for (var point = 1; point <= Points; point++)
        {
            var (agent, now, last) = ($"dies-at-{point}", Due.AddDays(point), point);
            proxy.Decide = null;
            await using (var app = await TestApp.StartAsync(azurite, now.AddHours(-1).ToString("O"), PublicUrl, storage: proxy.ConnectionString(account)))
            {
                await app.Api.RegisterAgentAsync(agent, demo.Address);
                await CreateAsync(app, agent, now, "quick", "later [fail 1 then ok]", "back [async never]");
                app.Clock.Set(now);
                var isDead = CrashPoints.DieAt(proxy, point, "runs");
                await app.Harness.RunTimerAsync("DispatchTimer", Cancel);
                await Eventually.SeeAsync(() => Task.FromResult(isDead() || demo.Calls.Count >= 3 * last ? "dead, or all called" : null), Limit);
                await Task.Delay(200, Cancel); // what was sent before arrives
            }

            await using var next = await TestApp.StartAsync(azurite, now.AddSeconds(45).ToString("O"), PublicUrl, storage: real);
            await next.TickAsync();
            for (var minutes = 0; minutes < 150 && (await new Rows(real).OfKindAsync('r')).Count > 0; minutes += 15)
            {
                await next.SweepAsync();
                await next.SettleAsync();
                next.Clock.Advance(TimeSpan.FromMinutes(minutes < 15 ? 1 : 15));
                await next.SettleAsync();
            }

            var runs = await next.Api.RunsAsync(agent);
            output.WriteLine($"{point}: {string.Join(", ", runs.Select(run => $"{run["status"]} {run["reason"]} {run["attempts"]}"))}");
            Assert.Equal(["failed or timed out", "succeeded", "succeeded"], runs.Select(run => (string?)run["status"] is "timedOut" or "failed" ? "failed or timed out" : (string?)run["status"]).Order());
            Assert.All(runs, run => Assert.InRange(demo.Calls.Count(call => call.IdempotencyKey == (string?)run["runId"]), 1, 3));
            await new Rows(real).AssertAtRestAsync();
            await UsageCheck.AssertAsync(real);
            await FeedCheck.AssertAsync(real);
        }
    }

    /// <summary>Without one, no agent is offered a callback.</summary>
    private static Dictionary<string, string?> PublicUrl => new() { ["AgentSched:PublicUrl"] = "http://agentsched.test" };

    private static Dictionary<string, string?> Loopback => new() { ["AgentSched:AllowedAgentNetworks"] = "loopback" };

    private async Task<TestApp> StartAsync(Func<DemoCall, Task>? onTask = null, string? storage = null, bool runQueues = true)
    {
        var app = await TestApp.StartAsync(azurite, Due.AddMinutes(-30).ToString("O"), PublicUrl, onTask, storage: storage, runQueues: runQueues);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 32);
        return app;
    }

    /// <summary>Makes schedules that are due together, and a tick when they are.</summary>
    /// <returns>Their runs, by message.</returns>
    private static async Task<IReadOnlyDictionary<string, string>> FireAsync(TestApp app, params string[] messages)
    {
        var ids = await CreateAsync(app, "alice", Due, messages);
        app.Clock.Set(Due);
        await app.Harness.RunTimerAsync("DispatchTimer", Cancel);
        return ids;
    }

    private static async Task<IReadOnlyDictionary<string, string>> CreateAsync(TestApp app, string agent, DateTimeOffset due, params string[] messages)
    {
        var runs = new Dictionary<string, string>();
        foreach (var message in messages)
        {
            var id = await app.Api.CreateScheduleAsync(agent, $"{agent} {runs.Count}", $"0 10 {due.Day} {due.Month} *", message: message);
            runs[message] = RunId.ForOccurrence(id, due).ToString();
        }

        return runs;
    }

    private static RunBatch Batch(string id, IEnumerable<string> runs) => new(id, id[..3], NotBefore: null, [.. runs.Select(run => new BatchedRun(run))]);

    private static async Task<string> BatchAsync(TestApp app) => Assert.Single((await new Rows(app.Storage).OfKindAsync('r')).Select(row => row.GetString("Batch")).Distinct())!;

    private static async Task<RunStatus> StatusAsync(TestApp app, string run) => Enum.Parse<RunStatus>((string)(await app.Api.GetAsync($"agents/alice/runs/{run}"))["status"]!, ignoreCase: true);

    private static Task UntilAsync(TestApp app, string run, RunStatus status) => Eventually.SeeAsync(async () => await StatusAsync(app, run) == status ? "so it is" : null, Limit);

    /// <summary>Something happens just before an orchestration is started.</summary>
    private sealed class Between(DurableTaskClient real, Func<Task> beforeStart) : BareDurable("between")
    {
        public override async Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
        {
            await beforeStart();
            return await real.ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation);
        }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            real.GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation);

        public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
            real.RaiseEventAsync(instanceId, eventName, eventPayload, cancellation);

        public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) => throw Unused();
    }

    private static async Task AssertWholeAsync(TestApp app)
    {
        await new Rows(app.Storage).AssertAtRestAsync();
        await FeedCheck.AssertAsync(app.Storage);
        await UsageCheck.AssertAsync(app.Storage);
    }
}
