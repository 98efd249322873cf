using System.Net;
using AgentSched.Base;
using AgentSched.Engine.Sweeps;
using AgentSched.Storage.Account;
using AgentSched.Tests.Support;
using AgentSched.Tests.Telemetry;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Scenarios;

/// <summary>Rows of earlier releases, which hold zones as callers spelled them, and rows whose zone the machine's data lack.</summary>
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class ZoneRowTests(AzuriteFixture azurite)
{
    [Theory] // zone in the row → zone in the answer
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("EUROPE/BERLIN", "Europe/Berlin")]
    [InlineData("posix/Europe/Berlin", "Europe/Berlin")]
    [InlineData("right/Europe/Berlin", "Europe/Berlin")]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    public async Task An_odd_spelling_is_read_and_fires(string stored, string zone)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        var id = await CreateAsync(app, stored);
        var schedule = await app.Api.GetAsync($"agents/alice/schedules/{id}");
        Assert.Equal((zone, null, "2026-01-05T10:00:00Z"), ((string)schedule["zone"]!, (string?)schedule["problem"], (string)schedule["nextDueTime"]!));
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        Assert.Equal("succeeded", (string)(await app.Api.RunsAsync("alice"))[0]["status"]!);
        Assert.Equal("2026-01-06T10:00:00Z", (string)(await app.Api.GetAsync($"agents/alice/schedules/{id}"))["nextDueTime"]!);
    }

    [Theory]
    [InlineData("Mars/Base")]
    [InlineData("Europe/Springfield")]
    [InlineData("")]
    [InlineData("posix/Mars")]
    [InlineData("W. Europe Standard Time")]
    public async Task A_zone_that_is_none_is_told_at_once(string stored)
    {
        await using var app = await TestApp.WithAliceAsync(azurite);
        using var heard = new Heard(app);
        var id = await CreateAsync(app, stored);
        await app.SweepAsync();
        var told = Assert.Single(heard.Events, e => e.Name == EventNames.DueRowSetAside);
        Assert.Equal((id, true), (told.Values["scheduleId"], ((string)told.Values["sentence"]!).StartsWith("will be set aside when it is due: zone", StringComparison.Ordinal)));
        var schedule = await app.Api.GetAsync($"agents/alice/schedules/{id}");
        Assert.Contains("is not an IANA time zone", (string)schedule["problem"]!);
        Assert.Equal(1, (int)(await app.Api.GetAsync("scheduler/status"))["unreadable"]!); // although nothing is due yet
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        var run = Assert.Single(await app.Api.RunsAsync("alice"));
        Assert.Equal(("missed", "specUnreadable"), ((string)run["status"]!, (string)run["reason"]!));
        Assert.Contains(await app.Api.AllAsync("agents/alice/activities"), entry => ((string)entry["type"]!).Contains("issed", StringComparison.Ordinal));
        Assert.Equal(1, (int)(await app.Api.GetAsync("scheduler/status"))["unreadable"]!);

        var repaired = (await app.Api.TryAsync(HttpMethod.Patch, $"agents/alice/schedules/{id}", """{"zone":"Europe/Berlin"}""")).Body!;
        Assert.Equal((null, "2026-01-06T10:00:00Z"), ((string?)repaired["problem"], (string)repaired["nextDueTime"]!));
        Assert.Equal(0, (int)(await app.Api.GetAsync("scheduler/status"))["unreadable"]!);
    }

    [Fact]
    public async Task A_process_that_starts_again_with_the_same_release_and_data_does_not_read_all_schedules()
    {
        var storage = azurite.TakeConnectionString();
        Assert.Equal((1 + 2 + 1, 0), await CheckAsync(RegisterAsync)); // the row that says it, each of two shards, the row again
        Assert.Equal((1, 0), await CheckAsync());
        Assert.Equal((1, 0), await CheckAsync());
        Assert.Equal((1 + 2, 2), await CheckAsync(ChangeAsync));
        Assert.Equal((1 + 2, 2), await CheckAsync()); // as long as there is something to tell

        async Task<(long Requests, int Told)> CheckAsync(Func<TestApp, Task>? before = null)
        {
            await using var app = await TestApp.StartAsync(azurite, storage: storage);
            await (before?.Invoke(app) ?? Task.CompletedTask);
            using var heard = new Heard(app);
            var counter = app.Services.GetRequiredService<RequestCounter>();
            var were = counter.Counts.Values.Sum();
            await app.Services.GetRequiredService<SpecCheck>().CheckOnceAsync(TestContext.Current.CancellationToken);
            return (counter.Counts.Values.Sum() - were, heard.Events.Count(e => e.Name == EventNames.DueRowSetAside));
        }

        static async Task RegisterAsync(TestApp app)
        {
            await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
            await CreateAsync(app, "Europe/Berlin");
        }

        static async Task ChangeAsync(TestApp app)
        {
            await CreateAsync(app, "Mars/Base", "other");
            await app.Table.UpsertEntityAsync(new TableEntity("meta", "specs") { ["ReadableBy"] = "an earlier release" });
        }
    }

    /// <summary>A schedule at 11:00 in Berlin whose rows hold another text for the zone.</summary>
    private static async Task<string> CreateAsync(TestApp app, string zone, string name = "old")
    {
        var id = (string)(await app.Api.PostAsync("agents/alice/schedules", new { name, cron = "0 11 * * *", zone = "Europe/Berlin", message = "m" }, HttpStatusCode.Created))["id"]!;
        await foreach (var row in app.Table.QueryAsync<TableEntity>())
        {
            if (row.GetString("Spec") is { } spec)
            {
                row["Spec"] = spec.Replace("Europe/Berlin", zone, StringComparison.Ordinal);
                await app.Table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
            }
        }

        return id;
    }
}
