using System.Net;
using AgentSched.Demo;
using AgentSched.Model.Usage;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched.Tests.Support;

/// <summary>
/// The whole app in this process, on a storage account of its own, with a clock that moves only when told and no timer that
/// fires by itself: <see cref="TickAsync()"/> is the tick.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    public const string AdminKey = "ask_test_abcdefghijklmnopqrstuvwxyzABCDEF0123";

    private readonly IHost _host;

    private TestApp(IHost host, SettableClock clock, DemoAgent agent, string storage)
    {
        (_host, Clock, Agent, Storage) = (host, clock, agent, storage);
        Harness = host.Services.GetRequiredService<FunctionsHarness>();
        Api = As(AdminKey);
    }

    public FunctionsHarness Harness { get; }

    public SettableClock Clock { get; }

    public DemoAgent Agent { get; }

    /// <summary>The connection string.</summary>
    public string Storage { get; }

    /// <summary>The API with the admin's key.</summary>
    public ApiClient Api { get; }

    public IServiceProvider Services => _host.Services;

    public TableClient Table => new(Storage, "Scheduler");

    public ApiClient As(string? key) => new(Harness.Address, key);

    public static async Task<TestApp> StartAsync(
        AzuriteFixture azurite,
        string now = "2026-01-05T09:00:00Z",
        IReadOnlyDictionary<string, string?>? settings = null,
        Func<DemoCall, Task>? onTask = null,
        string? storage = null,
        bool runQueues = true)
    {
        storage ??= azurite.TakeConnectionString();
        var clock = new SettableClock(DateTimeOffset.Parse(now));
        var agent = await DemoAgent.StartAsync(new DemoAgentOptions { OnTask = onTask });
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["DispatchCron"] = "0 * * * * *",
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched:AdminKey"] = AdminKey,
            ["AgentSched:Shards"] = "2",
            ["AgentSched:MinimumInterval"] = "00:01:00",
            ["AgentSched:AllowedAgentNetworks"] = "loopback",
            ["AgentSched:WrongKeysPerMinute"] = "1000000", // all callers of a test have one address, and its minutes do not pass
            ["AgentSched:LookAhead"] = "00:00:00", // the queue's delays are real time, this clock is not
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddAgentSched();
        builder.Services.AddSingleton<TableStore, AzureLimits>();
        FunctionsHarness.Add(builder.Services, new HarnessOptions(storage, runQueues));
        var host = builder.Build();
        await host.StartAsync();
        return new TestApp(host, clock, agent, storage);
    }

    /// <summary>The app with agent <c>alice</c>.</summary>
    public static async Task<TestApp> WithAliceAsync(AzuriteFixture azurite)
    {
        var app = await StartAsync(azurite);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        return app;
    }

    /// <summary>The API with a user's key, issued now.</summary>
    public async Task<ApiClient> CallerAsync(string name) => As(await KeyAsync(name));

    /// <summary>Issues a key for a user.</summary>
    public async Task<string> KeyAsync(string name) => (string)(await Api.PostAsync("keys", new { name }, HttpStatusCode.Created))["key"]!;

    /// <summary>A tick at the clock's time; returns when all that came due has been dealt with.</summary>
    public Task TickAsync() => TickAsync(TimeSpan.Zero);

    public async Task TickAsync(TimeSpan after)
    {
        Clock.Advance(after);
        await Harness.RunTimerAsync("DispatchTimer", TestContext.Current.CancellationToken);
        await SettleAsync();
    }

    public Task TickAtAsync(string time) => TickAsync(DateTimeOffset.Parse(time) - Clock.GetUtcNow());

    public Task SweepAsync() => SweepAsync(TimeSpan.Zero);

    /// <summary>A sweep, some time from now.</summary>
    public Task SweepAsync(TimeSpan after)
    {
        Clock.Advance(after);
        return Harness.RunTimerAsync("SweepTimer", TestContext.Current.CancellationToken);
    }

    /// <summary>Lets time pass until no run is in flight: those that start later have their moment.</summary>
    public async Task UntilNoneWaitsAsync()
    {
        for (var round = 0; round < 40; round++)
        {
            await SettleAsync();
            if ((await new Rows(Storage).OfKindAsync('r')).Count == 0)
            {
                return;
            }

            await SweepAsync(TimeSpan.FromMinutes(6));
        }

        Assert.Fail("runs still wait after four hours");
    }

    /// <summary>Nothing is under way, and the sums agree with the records. See <see cref="AtRest"/> and <see cref="UsageCheck"/>.</summary>
    public async Task AssertAtRestAsync()
    {
        await new Rows(Storage).AssertAtRestAsync();
        await UsageCheck.AssertAsync(Storage);
    }

    /// <summary>Makes an agent one that has shown that it keeps to maximum costs, with runs of this cost in USD.</summary>
    public async Task ProveAsync(string agent, string cost = "0")
    {
        var row = (await new Rows(Storage).OfKindAsync('g')).Single(row => row.RowKey.EndsWith($"|{agent}", StringComparison.Ordinal));
        var columns = new TableEntity(row.PartitionKey, row.RowKey) { ["Adherence"] = string.Join(' ', Enumerable.Repeat(cost, Adherence.Needed)) };
        await Table.UpdateEntityAsync(columns, row.ETag);
    }

    /// <summary>Makes an owner with limits one whose runs have shown the same.</summary>
    public async Task ProveOwnerAsync(string owner)
    {
        var ledger = (await Table.GetEntityAsync<TableEntity>(Keys.Owner("main", owner), Keys.LedgerRow)).Value;
        var columns = new TableEntity(ledger.PartitionKey, ledger.RowKey) { ["Adherence"] = string.Join(' ', Enumerable.Repeat("0", Adherence.Needed)) };
        await Table.UpdateEntityAsync(columns, ledger.ETag);
    }

    public Task SettleAsync() => Harness.SettleAsync(TimeSpan.FromMinutes(2));

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        await Agent.DisposeAsync();
    }
}
