using System.Net;
using System.Xml;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>What rests on the durable engine, once on the real one. The stories hold the variants.</summary>
[Collection(nameof(SharedHost))]
[Trait("shows", "one-world")]
public sealed class FlowTests(SharedHost host)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_scheduled_run_is_called_when_its_second_has_come_and_recorded_with_log_and_cost()
    {
        await host.Api.RegisterAgentAsync("punctual", host.Agent.Address);
        var due = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 10);
        await host.Api.PostAsync(
            "agents/punctual/schedules", new { name = "punctual", at = due.ToString("s"), zone = "UTC", message = "say hello [cost 0.25] [tokens 1000 500] [log 2000]" }, HttpStatusCode.Created);
        var listed = await Eventually.SeeAsync(async () => (await host.Api.RunsAsync("punctual")).SingleOrDefault(r => r["finishedAt"] is not null), Wait, () => host.App.Output);
        var run = await host.Api.GetAsync($"agents/punctual/runs/{listed["runId"]}");
        Assert.Equal(("succeeded", "schedule", due, 1, 0.25m, 1000, 500), ((string?)run["status"], (string?)run["trigger"], (DateTimeOffset?)run["dueTime"], (int?)run["attempts"], (decimal?)run["costUsd"], (long?)run["tokensIn"], (long?)run["tokensOut"]));
        var call = Assert.Single(host.CallsOf((string)run["runId"]!));

        // Never early. How soon after its second is measured by the bench fire; here other processes are killed and built beside it.
        Assert.InRange(call.ReceivedAt, due, due.AddMinutes(1));
        Assert.InRange(XmlConvert.ToTimeSpan((string)run["lateness"]!), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.NotEmpty((string)run["response"]!);
        Assert.InRange((await host.Api.Http.GetStringAsync($"agents/punctual/runs/{run["runId"]}/log", TestContext.Current.CancellationToken)).Length, 2000, 6000);
        await host.AssertAtRestAsync();
    }

    [Fact]
    public async Task Retries_timeouts_callbacks_and_silence_end_as_they_should()
    {
        await host.Api.RegisterAgentAsync("patient", host.Agent.Address, maxConcurrent: 8);
        var retried = await host.RunAsync("patient", "[fail 2 then ok]", new { retries = 3 });
        var failed = await host.RunAsync("patient", "[status 422]");
        var slow = await host.RunAsync("patient", "[slow 2m]", new { timeout = "PT1S", retries = 0 });
        var called = await host.RunAsync("patient", "think [async 1s] [cost 0.5] [log 2000] [response 20000]");
        var silent = await host.RunAsync("patient", "think [async never]", new { timeout = "PT3S" });

        var back = await host.EndAsync("patient", called);
        Assert.Equal((0.5m, 1, true, true), ((decimal?)back["costUsd"], (int?)back["attempts"], (bool?)back["hasLog"], (bool?)back["responseCut"]));
        Assert.NotNull(back["acceptedAt"]);
        var cut = await host.EndAsync("patient", slow, "timedOut");
        Assert.True(XmlConvert.ToTimeSpan((string)cut["duration"]!) < TimeSpan.FromMinutes(1), $"took {cut["duration"]}");
        Assert.Equal("callbackMissing", (string?)(await host.EndAsync("patient", silent, "timedOut"))["reason"]);
        Assert.Equal("agentError", (string?)(await host.EndAsync("patient", failed, "failed"))["reason"]);
        Assert.Equal(3, (int?)(await host.EndAsync("patient", retried))["attempts"]);
        Assert.Equal([1, 2, 3], host.CallsOf(retried).Select(call => call.Attempt));
        Assert.All([failed, slow, called, silent], run => Assert.Single(host.CallsOf(run)));
        await host.AssertAtRestAsync();
    }

    [Fact]
    public async Task A_run_is_cancelled_in_whatever_state_it_is()
    {
        await host.Api.RegisterAgentAsync("cancelled", host.Agent.Address, maxConcurrent: 2, queueDepth: 5);
        var due = DateTimeOffset.UtcNow.AddSeconds(50);
        await host.Api.PostAsync("agents/cancelled/schedules", new { name = "cancelled", at = due.ToString("s"), zone = "UTC", message = "never said" }, HttpStatusCode.Created);
        var queued = (await Eventually.SeeAsync(async () => (await new Rows(host.Storage).OfKindAsync('r')).SingleOrDefault(r => r.GetString("Agent") == "cancelled"), Wait)).GetString("RunId")!;
        var running = await host.RunAsync("cancelled", "[slow 2m]");
        var accepted = await host.RunAsync("cancelled", "[async never]");
        await host.Agent.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        await host.SeeAsync("cancelled", accepted, r => r["acceptedAt"] is not null);
        await Eventually.SeeAsync(() => Task.FromResult(host.CallsOf(running).SingleOrDefault()), Wait);
        var waiting = await host.RunAsync("cancelled", "never said either");
        await host.SeeAsync("cancelled", waiting, r => (string?)r["status"] == "waiting");
        Assert.Equal(("queued", "running", "running"), (await StatusAsync(queued), await StatusAsync(running), await StatusAsync(accepted)));
        foreach (var run in new[] { queued, waiting, accepted, running })
        {
            await host.Api.PostAsync($"agents/cancelled/runs/{run}/cancel");
            var ended = await host.EndAsync("cancelled", run, "cancelled");
            Assert.Equal("cancelledByCaller", (string?)ended["reason"]);
        }

        await Eventually.SeeAsync(() => Task.FromResult(host.CallsOf(running).SingleOrDefault(call => call.CallerLeft)), Wait); // nobody listens to the agent any more
        Assert.Empty(host.CallsOf(queued).Concat(host.CallsOf(waiting)));
        Assert.Equal(HttpStatusCode.Conflict, (await host.Api.TryAsync(HttpMethod.Post, $"agents/cancelled/runs/{running}/cancel", null)).Status);
        await host.AssertAtRestAsync();

        async Task<string?> StatusAsync(string run) => (string?)(await host.Api.GetAsync($"agents/cancelled/runs/{run}"))["status"];
    }

    [Fact]
    public async Task What_follows_a_run_is_run_what_was_missed_is_filled_in_and_what_ended_is_replayed()
    {
        await host.Api.RegisterAgentAsync("first", host.Agent.Address);
        await host.Api.RegisterAgentAsync("second", host.Agent.Address);
        var report = await host.Api.CreateScheduleAsync("second", "follows", "0 0 1 1 *", "report: {{previous.response}}");
        var nightly = (string)(await host.Api.PostAsync(
            "agents/first/schedules", new { name = "followed", cron = "0 * * * *", zone = "UTC", message = "work", chain = new[] { new { on = "succeeded", agent = "second", schedule = report } } }, HttpStatusCode.Created))["id"]!;
        var one = (string)(await host.Api.PostAsync($"agents/first/schedules/{nightly}/trigger", expected: HttpStatusCode.Accepted))["runId"]!;
        var response = (string)(await host.EndAsync("first", one))["response"]!;
        var next = await Eventually.SeeAsync(async () => (await host.Api.RunsAsync("second")).SingleOrDefault(r => r["finishedAt"] is not null), Wait, () => host.App.Output);
        Assert.Equal($"report: {response}", Assert.Single(host.CallsOf((string)next["runId"]!)).Message);

        var hour = new DateTimeOffset(DateTimeOffset.UtcNow.Date, TimeSpan.Zero).AddDays(-1);
        var order = await host.Api.PostAsync($"agents/first/schedules/{nightly}/backfill", new { from = hour, to = hour.AddHours(3) }, HttpStatusCode.Accepted);
        order = await Eventually.SeeAsync(
            async () => await host.Api.GetAsync($"agents/first/schedules/{nightly}/backfills/{order["id"]}") is var found && (string?)found["state"] == "finished" ? found : null, Wait, () => host.App.Output);
        Assert.Equal((3, 0), ((int)order["started"]!, (int)order["left"]!));
        await host.SettleAsync();
        var filled = (await host.Api.RunsAsync("first")).Where(r => (string?)r["trigger"] == "backfill").ToList();
        Assert.Equal([hour, hour.AddHours(1), hour.AddHours(2)], filled.Select(r => (DateTimeOffset)r["nominalTime"]!).Order());
        Assert.All(filled, r => Assert.Single(host.CallsOf((string)r["runId"]!)));

        var again = (string)(await host.Api.PostAsync($"agents/second/runs/{next["runId"]}/replay", expected: HttpStatusCode.Accepted))["runId"]!;
        await host.EndAsync("second", again);
        Assert.Equal($"report: {response}", Assert.Single(host.CallsOf(again)).Message);
        await host.AssertAtRestAsync();
    }

    [Fact]
    public async Task Beyond_its_budget_a_run_waits_for_approval()
    {
        await host.Api.PutAsync("agents/thrifty", new { url = host.Agent.Address, limits = new { dayUsd = 0.5 }, onLimit = "approve" }, HttpStatusCode.Created);
        await host.EndAsync("thrifty", await host.RunAsync("thrifty", "x [cost 0.5]"));
        var held = await host.RunAsync("thrifty", "x [cost 0.25]");
        Assert.Equal("budgetSpent", (string?)(await host.SeeAsync("thrifty", held, r => (string?)r["status"] == "waiting"))["reason"]);
        Assert.Empty(host.CallsOf(held));
        await host.Api.PostAsync($"agents/thrifty/runs/{held}/approve");
        await host.EndAsync("thrifty", held);
        Assert.Single(host.CallsOf(held));
        await host.AssertAtRestAsync();
    }
}
