using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>When agents and receivers of events say when to come back.</summary>
[Trait("shows", "access-money")]
public sealed class RetryAfterTests(AzuriteFixture azurite)
{
    [Theory] // Retry-After of the agent; what the run's sentence says of it; how often the agent is called
    [InlineData("3600", "; it asks to be called again after 3600 s (Retry-After), and a run waits for at most 300 s", 1)]
    [InlineData("99999999999999999999", "; it asks to be called again after 999999999 s (Retry-After), and a run waits for at most 300 s", 1)]
    [InlineData("soon", "; its Retry-After \"soon\" is neither a whole number of seconds nor a date and is ignored", 2)]
    [InlineData("-1", "; its Retry-After \"-1\" is neither a whole number of seconds nor a date and is ignored", 2)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", "; its Retry-After \"Thu, 01 Jan 1970 00:00:00 GMT\" lies in the past and is ignored", 2)]
    [InlineData("2", "", 2)]
    public async Task A_run_says_what_became_of_the_agent_s_wish(string retryAfter, string sentence, int calls)
    {
        await using var server = await AnsweringServer.StartAsync(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (503, retryAfter);
            return Task.CompletedTask;
        });
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", server.Address);
        var run = (string)(await app.Api.PostAsync("agents/alice/runs", new { message = "x", retries = 1 }, HttpStatusCode.Accepted))["runId"]!;
        await app.UntilNoneWaitsAsync();
        var ended = await app.Api.GetAsync($"agents/alice/runs/{run}");
        Assert.Equal(("failed", $"the agent answered 503{sentence}", calls), ((string?)ended["status"], (string?)ended["sentence"], server.Requests.Count));
        await app.AssertAtRestAsync();
    }

    [Theory] // seconds that the receiver asks for, less and more than the app's own first delay
    [InlineData(3)]
    [InlineData(90)]
    public async Task A_webhook_comes_back_in_the_second_that_its_receiver_asked_for(int seconds)
    {
        var asked = 0;
        await using var app = await TestApp.WithAliceAsync(azurite);
        await using var receiver = await AnsweringServer.StartAsync(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (asked++ == 0 ? 503 : 204, $"{seconds}");
            return Task.CompletedTask;
        });
        await app.Api.PostAsync("agents/alice/webhooks", new { url = receiver.Address, on = new[] { "succeeded" } }, HttpStatusCode.Created);
        await app.Api.PostAsync("agents/alice/runs", new { message = "x" }, HttpStatusCode.Accepted);
        await Eventually.SeeAsync<object>(async () => (await DeliveryAsync(app))?.GetInt32("Attempts") is 1 ? app : null, TimeSpan.FromSeconds(20)); // from here on the message waits for its second, which only this clock brings
        app.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        if (seconds > 5)
        {
            await MessageAsync(app);
        }

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await SeenAsync(2);
        var stamps = receiver.Requests.Select(request => long.Parse(request.Headers["webhook-timestamp"].ToString())).ToList();
        Assert.InRange(stamps[1] - stamps[0], seconds, seconds + 1);
        await app.SettleAsync();
        await app.AssertAtRestAsync();

        Task<object> SeenAsync(int count) => Eventually.SeeAsync<object>(() => Task.FromResult<object?>(receiver.Requests.Count == count ? receiver : null), TimeSpan.FromSeconds(20));
    }

    /// <summary>Makes the message of the delivery visible now: the queue's delay is real time.</summary>
    private static async Task MessageAsync(TestApp app)
    {
        var row = (await DeliveryAsync(app))!;
        await new Azure.Storage.Queues.QueueClient(app.Storage, "webhooks").SendMessageAsync(new JsonObject { ["shard"] = row.PartitionKey, ["delivery"] = row.RowKey[4..] }.ToJsonString(), TestContext.Current.CancellationToken);
    }

    /// <summary>The delivery that waits. Null: not yet, or no more.</summary>
    private static async Task<Azure.Data.Tables.TableEntity?> DeliveryAsync(TestApp app) =>
        (await new Rows(app.Storage).AllAsync()).SingleOrDefault(row => row.RowKey.StartsWith("q|w|", StringComparison.Ordinal));
}
