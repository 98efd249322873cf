using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Azurite;
using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>One host, one worker and one storage account for the tests that change nothing but agents of their own. They run one after the other.</summary>
[CollectionDefinition(nameof(SharedHost))]
public sealed class SharedHost(AzuriteFixture azurite) : ICollectionFixture<SharedHost>, IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public AppProcess App { get; private set; } = null!;

    public DemoAgent Agent { get; private set; } = null!;

    public ApiClient Api => App.Api;

    /// <summary>Where the host answers.</summary>
    public Uri Address => new(App.Api.Http.BaseAddress!, "/");

    /// <summary>The connection string.</summary>
    public string Storage { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Storage = azurite.TakeConnectionString();
        Agent = await DemoAgent.StartAsync();
        var port = FreePort.Find();
        App = await AppProcess.StartAsync(
            Storage,
            new Dictionary<string, string>(AppProcess.Hasty)
            {
                ["AgentSched__PublicUrl"] = $"http://127.0.0.1:{port}",
                ["AgentSched__EventStreamLength"] = "00:00:10",
                ["AgentSched__MaxSchedulesPerOwner"] = "500",
                ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00", // what fails comes again at once
            },
            port);
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        await Agent.DisposeAsync();
    }

    /// <summary>Asks for a run now.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> RunAsync(string agent, string message, object? more = null)
    {
        var body = more is null ? [] : System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        body["message"] = message;
        return (string)(await Api.PostAsync($"agents/{agent}/runs", body, HttpStatusCode.Accepted))["runId"]!;
    }

    /// <summary>The run, once it is as wanted.</summary>
    public Task<JsonNode> SeeAsync(string agent, string run, Func<JsonNode, bool> wanted) => Eventually.SeeAsync(
        async () => await Api.GetAsync($"agents/{agent}/runs/{run}") is var found && wanted(found) ? found : null, Limit, () => $"{agent}/{run}: {App.Output}");

    /// <summary>The run, once it has ended.</summary>
    public async Task<JsonNode> EndAsync(string agent, string run, string status = "succeeded")
    {
        var ended = await SeeAsync(agent, run, r => r["finishedAt"] is not null);
        Assert.True((string?)ended["status"] == status, ended.ToJsonString());
        return ended;
    }

    /// <summary>Runs that the agent got.</summary>
    public IReadOnlyList<DemoCall> CallsOf(string run) => [.. Agent.Calls.Where(call => call.IdempotencyKey == run)];

    /// <summary>Waits until nothing is under way any more, and checks that slots, records, sums and feed agree.</summary>
    public async Task AssertAtRestAsync()
    {
        await SettleAsync();
        await new Rows(Storage).AssertAtRestAsync();
        await UsageCheck.AssertAsync(Storage);
        await FeedCheck.AssertAsync(Storage);
    }

    /// <summary>Waits until no run is in flight but those that wait for a callback, an approval or a turn, and nothing that is due is left to do.</summary>
    public Task SettleAsync() => Eventually.SeeAsync(
        async () =>
        {
            var now = DateTimeOffset.UtcNow;
            var busy = (await new Rows(Storage).AllAsync()).Any(row => row.PartitionKey.StartsWith('s') && row.RowKey[..2] switch
            {
                "r|" => row.GetString("Status") == "Queued" || (row.GetString("Status") == "Running" && row.GetDateTimeOffset("AcceptedAt") is null),
                "q|" => row.GetDateTimeOffset("DueAt") is not { } due || due <= now,
                _ => false,
            });
            return busy ? null : "nothing";
        },
        Limit,
        () => App.Output);
}
