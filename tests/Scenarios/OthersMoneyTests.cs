using System.Net;
using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>What the owner of a shared agent may do with the schedules and runs of others on it, and what comes with an agent that changes hands.</summary>
[Trait("shows", "access-money")]
public sealed class OthersMoneyTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Only_its_owner_and_admins_trigger_a_schedule()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        var id = await SharedAsync(app, ann, ben);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Post, $"agents/alice/schedules/{id}/trigger", null)).Status);
        var reading = $$"""{"action":"trigger","agent":"alice","schedule":"{{id}}"}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Post, "commands", reading)).Status);
        await app.SettleAsync();
        Assert.Empty(app.Agent.Calls);
        foreach (var caller in (ApiClient[])[ben, app.Api])
        {
            await caller.PostAsync($"agents/alice/schedules/{id}/trigger", expected: HttpStatusCode.Accepted);
            Assert.Equal(HttpStatusCode.Accepted, (await caller.TryAsync(HttpMethod.Post, "commands", reading)).Status);
            await app.SettleAsync();
        }

        Assert.Equal(["ben", "ben", "ben", "ben"], (await new Rows(app.Storage).OfKindAsync('x')).Select(run => run.GetString("Owner")));
        Assert.Equal(4, app.Agent.Calls.Count);
    }

    [Fact]
    public async Task Who_replays_anothers_run_pays_for_it()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        var id = await SharedAsync(app, ann, ben);
        var run = (await ben.PostAsync($"agents/alice/schedules/{id}/trigger", expected: HttpStatusCode.Accepted))["runId"];
        await app.SettleAsync();
        var replayed = new List<string>();
        foreach (var caller in (ApiClient[])[ann, ben, app.Api])
        {
            var again = await caller.PostAsync($"agents/alice/runs/{run}/replay", expected: HttpStatusCode.Accepted);
            await app.SettleAsync();
            var record = (await new Rows(app.Storage).OfKindAsync('x')).First(row => row.GetString("RunId") == (string?)again["runId"]);
            replayed.Add($"{record.GetString("Owner")} {record.GetString("ScheduleId") == id} {record.GetString("Message")}");
        }

        Assert.Equal(["ann False say hello", "ben True say hello", "ben True say hello"], replayed);
    }

    [Fact]
    public async Task Webhooks_end_when_their_agent_gets_another_owner()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await using var receiver = await DemoAgent.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var ann = await app.CallerAsync("ann");
        using var ben = await app.CallerAsync("ben");
        await ann.RegisterAgentAsync("alice", app.Agent.Address);
        await ann.PostAsync("agents/alice/webhooks", new { url = receiver.Address, on = new[] { "succeeded" } }, HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"maxConcurrent":2}""")).Status);
        Assert.Single((await ann.GetAsync("agents/alice/webhooks"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await app.Api.TryAsync(HttpMethod.Patch, "agents/alice", """{"owner":"ben"}""")).Status);
        Assert.Empty((await ben.GetAsync("agents/alice/webhooks"))["items"]!.AsArray());
        await ben.PostAsync("agents/alice/runs", new { message = "hi" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        Assert.Single(app.Agent.Calls);
        Assert.Empty(receiver.Calls);
        await app.AssertAtRestAsync();
    }

    private static async Task<string> SharedAsync(TestApp app, ApiClient ann, ApiClient ben)
    {
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address, sharedWith = new[] { "ben" }, maxConcurrent = 4 }, HttpStatusCode.Created);
        return await ben.CreateScheduleAsync("alice", cron: "0 0 1 1 *");
    }
}
