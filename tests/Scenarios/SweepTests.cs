using System.Net;
using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace AgentSched.Tests.Scenarios;

/// <summary>What goes wrong between the steps ends as a record with a reason, and stops nobody else.</summary>
public sealed class SweepTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_due_row_that_cannot_be_read_is_set_aside_and_stops_no_other_schedule()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice", "broken");
        var broken = Assert.Single(await new Rows(app.Storage).OfKindAsync('d'));
        await app.Table.UpdateEntityAsync(new TableEntity(broken.PartitionKey, broken.RowKey) { ["Spec"] = """{"cron":"* * * * *","zone":"Mars/Olympus"}""" }, ETag.All);
        await app.Api.CreateScheduleAsync("alice", "sound");
        await app.TickAsync(TimeSpan.FromMinutes(1));
        var runs = (await app.Api.RunsAsync("alice")).ToDictionary(r => (string?)r["scheduleId"] == id, r => $"{r["status"]} {r["reason"]}");
        Assert.Equal(("missed specUnreadable", "succeeded completed"), (runs[true], runs[false]));
        var told = await app.Api.GetAsync($"agents/alice/schedules/{id}");
        Assert.Contains("Mars/Olympus", (string?)told["problem"], StringComparison.Ordinal);
        Assert.Null(told["nextDueTime"]);
        Assert.Contains("Mars/Olympus", Assert.Single(await new Rows(app.Storage).OfKindAsync('e')).GetString("SetAsideReason"), StringComparison.Ordinal);

        var mended = await app.Api.PostAsync($"agents/alice/schedules/{id}/enable"); // the schedule's own row is sound: it fires again
        Assert.Equal(("2026-01-05T09:02:00Z", null), ((string?)mended["nextDueTime"], (string?)mended["problem"]));
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await app.Api.RunsAsync("alice")).Count(r => (string?)r["scheduleId"] == id));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_schedule_whose_zone_vanished_is_set_aside_can_be_read_and_fires_again_once_it_is_mended()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await app.Api.CreateScheduleAsync("alice");
        foreach (var kind in "sd")
        {
            var row = Assert.Single(await new Rows(app.Storage).OfKindAsync(kind));
            await app.Table.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["Spec"] = """{"cron":"* * * * *","zone":"Mars/Olympus"}""" }, ETag.All);
        }

        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("missed", (string?)Assert.Single(await app.Api.RunsAsync("alice"))["status"]);
        Assert.Contains("Mars/Olympus", (string?)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["problem"], StringComparison.Ordinal);
        Assert.Single((await app.Api.GetAsync("agents/alice/schedules"))["items"]!.AsArray());
        var (status, mended) = await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", """{"zone":"Europe/Berlin"}""");
        Assert.Equal((System.Net.HttpStatusCode.OK, null, "2026-01-05T09:02:00Z"), (status, (string?)mended!["problem"], (string?)mended["nextDueTime"]));
        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("succeeded", (string?)(await app.Api.RunsAsync("alice"))[0]["status"]);
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_message_that_failed_too_often_fails_its_run_visibly()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["AgentSched:LookAhead"] = "00:01:10" });
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice");
        await app.TickAsync(); // claimed ahead; its own message comes in a minute of real time
        var claimed = Assert.Single(await new Rows(app.Storage).OfKindAsync('r'));
        var poison = new QueueClient(app.Storage, "runs-poison");
        await poison.SendMessageAsync($$"""{"shard":"{{claimed.PartitionKey}}","dueTime":"2026-01-05T09:01:00Z","runs":["{{claimed.GetString("RunId")}}"]}""");
        await app.SweepAsync();
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("failed", "poisoned"), ((string?)run["status"], (string?)run["reason"]));
        await new Rows(app.Storage).AssertAtRestAsync();
    }

    [Fact]
    public async Task A_run_whose_orchestration_ended_without_closing_it_is_closed()
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        await app.Api.PostAsync("agents/alice/runs", new { message = "now" }, HttpStatusCode.Accepted);
        await app.SettleAsync();

        // As if the close had never been: the in-flight row is there, and its instance has ended.
        var record = Assert.Single(await new Rows(app.Storage).OfKindAsync('x'));
        var run = record.GetString("RunId")!;
        record.RowKey = $"r|{record.GetDateTimeOffset("NominalTime")!.Value.UtcTicks:D19}|{run}";
        record["Status"] = "Running";
        await app.Table.AddEntityAsync(record);
        await app.SweepAsync(TimeSpan.FromMinutes(3));
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
