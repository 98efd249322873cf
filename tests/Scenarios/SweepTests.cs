using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace AgentSched.Tests.Scenarios;

/// <summary>What goes wrong between the steps ends as a record with a reason, and stops nobody else.</summary>
public sealed class SweepTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_due_row_that_cannot_be_read_stops_no_other_schedule()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice", "broken");
        var broken = Assert.Single(await new Rows(app.Storage).OfKindAsync('d'));
        await app.Table.UpdateEntityAsync(new TableEntity(broken.PartitionKey, broken.RowKey) { ["Spec"] = """{"cron":"* * * * *","zone":"Mars/Olympus"}""" }, ETag.All);
        await app.Api.CreateScheduleAsync("alice", "sound");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.TickAsync();
        Assert.Equal("sound", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["scheduleName"]);
    }

    [Fact]
    public async Task A_message_that_failed_too_often_fails_its_run_visibly()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:LookAhead"] = "00:01:10" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice"); // claimed ahead; its own message comes in a minute of real time
        var claimed = Assert.Single(await new Rows(app.Storage).OfKindAsync('r'));
        var poison = new QueueClient(app.Storage, "runs-poison", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await poison.SendMessageAsync($$"""{"shard":"{{claimed.PartitionKey}}","dueTime":"2026-01-05T09:01:00Z","runs":["{{claimed.GetString("RunId")}}"]}""");
        await app.SettleAsync();
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("failed", "poisoned"), ((string?)run["status"], (string?)run["reason"]));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_run_whose_orchestration_ended_without_closing_it_is_closed()
    {
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *");
        app.Clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        await app.TickAsync();

        // As if the close had never been: the in-flight row is there, and its instance has ended.
        var record = Assert.Single(await new Rows(app.Storage).OfKindAsync('x'));
        var run = record.GetString("RunId")!;
        record.RowKey = $"r|{DateTimeOffset.Parse("2026-01-05T10:00:00Z").UtcTicks:D19}|{run}";
        record["Status"] = "Running";
        await app.Table.AddEntityAsync(record);
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await app.SweepAsync();
        await app.SettleAsync();
        var closed = await app.Api.GetAsync($"agents/alice/runs/{run}");
        Assert.Equal(("failed", "instanceEnded"), ((string?)closed["status"], (string?)closed["reason"]));
        await new Rows(app.Storage).AssertAtRestAsync();
        Assert.Single(app.Agent.Calls);
    }

    [Fact]
    public async Task Another_number_of_shards_refuses_to_start_and_says_why()
    {
        var storage = azurite.TakeConnectionString();
        await using (await TestApp.StartAsync(azurite, storage: storage))
        {
        }

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(
            azurite, storage: storage, settings: new Dictionary<string, string?> { ["AgentSched:Shards"] = "3" }));
        Assert.Contains("AgentSched:Shards is 3, but this storage account was set up with 2", error.Message, StringComparison.Ordinal);
    }
}
