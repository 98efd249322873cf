using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class TableLifecycle(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_is_created_listed_and_deleted()
    {
        var service = new TableServiceClient(azurite.TakeAccount());
        Assert.Equal("Things", (await service.CreateTableAsync("Things", Cancel)).Value.Name);
        await service.CreateTableIfNotExistsAsync("More", Cancel);
        Assert.Equal(["More", "Things"], await NamesAsync(service));
        Assert.Equal(["More"], await NamesAsync(service, TableServiceClient.CreateQueryFilter($"TableName eq {"More"}")));

        Assert.Equal(204, (await service.DeleteTableAsync("More", Cancel)).Status);
        Assert.Equal(404, (await service.DeleteTableAsync("More", Cancel)).Status);
        Assert.Equal(204, (await service.GetTableClient("Things").DeleteAsync(Cancel)).Status);
        Assert.Empty(await NamesAsync(service));
    }

    [Fact]
    public async Task Creating_again_fails_unless_one_asks_for_if_not_exists()
    {
        var service = new TableServiceClient(azurite.TakeAccount());
        var table = service.GetTableClient("Things");
        Assert.Equal("Things", (await table.CreateIfNotExistsAsync(Cancel)).Value.Name);
        Assert.Equal(409, (await table.CreateIfNotExistsAsync(Cancel)).GetRawResponse().Status);
        Assert.Equal(409, (await service.CreateTableIfNotExistsAsync("Things", Cancel)).GetRawResponse().Status);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync(Cancel));
        Assert.Equal((409, "TableAlreadyExists"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Every_way_to_make_a_client_reaches_the_same_table()
    {
        var connectionString = azurite.TakeAccount();
        var settings = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        var (endpoint, name) = (new Uri(settings["TableEndpoint"]), settings["AccountName"]);
        var credential = new TableSharedKeyCredential(name, settings["AccountKey"]);

        var first = new TableClient(connectionString, "Things");
        await first.CreateAsync(Cancel);
        await first.AddEntityAsync(new TableEntity("p", "r"), Cancel);

        foreach (var client in new[]
        {
            new TableClient(connectionString, "Things", new TableClientOptions()),
            new TableClient(endpoint, "Things", credential),
            new TableClient(new Uri(settings["TableEndpoint"].TrimEnd('/') + "/"), "Things", credential, new TableClientOptions()),
            new TableServiceClient(connectionString).GetTableClient("Things"),
            new TableServiceClient(endpoint, credential).GetTableClient("Things"),
            new TableServiceClient(endpoint, credential, new TableClientOptions(TableClientOptions.ServiceVersion.V2019_02_02)).GetTableClient("Things"),
        })
        {
            Assert.Equal((name, "Things"), (client.AccountName, client.Name));
            Assert.True((await client.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel)).HasValue);
        }
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_shown_nowhere()
    {
        var connectionString = azurite.TakeAccount();
        var key = connectionString.Split(';').Single(p => p.StartsWith("AccountKey=", StringComparison.Ordinal))["AccountKey=".Length..];
        const string Wrong = "d3Jvbmcga2V5IHRoYXQgaXMgbG9uZyBlbm91Z2ggZm9yIGl0";
        var table = new TableClient(connectionString.Replace(key, Wrong, StringComparison.Ordinal), "Things");
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync(Cancel));
        Assert.Equal(403, error.Status);
        Assert.DoesNotContain(Wrong, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0c2VjcmV0;nonsense")]
    [InlineData("AccountKey=c2VjcmV0c2VjcmV0")]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0c2VjcmV0!!")]
    [InlineData("DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net")]
    public void A_connection_string_that_cannot_be_used_is_refused_without_showing_its_key(string connectionString)
    {
        var error = Assert.ThrowsAny<Exception>(() => new TableServiceClient(connectionString));
        Assert.True(error is FormatException or ArgumentException or InvalidOperationException, error.GetType().Name);
        Assert.DoesNotContain("c2VjcmV0", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net", "https://acct.table.core.windows.net/", "acct")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=c2VjcmV0;EndpointSuffix=core.chinacloudapi.cn", "https://acct.table.core.chinacloudapi.cn/", "acct")]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("AccountName=acct0001;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:10002/acct0001", "http://127.0.0.1:10002/acct0001", "acct0001")]
    public void A_connection_string_names_account_and_address(string connectionString, string endpoint, string account)
    {
        var service = new TableServiceClient(connectionString);
        Assert.Equal((new Uri(endpoint), account), (service.Uri, service.AccountName));
    }

    [Fact]
    public async Task Policies_of_the_user_see_every_call_and_every_attempt()
    {
        var (perCall, perRetry) = (new Counter(), new Counter());
        using var transport = new LosingTransport();
        var options = new TableClientOptions { Transport = transport };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.AddPolicy(perCall, HttpPipelinePosition.PerCall);
        options.AddPolicy(perRetry, HttpPipelinePosition.PerRetry);
        var table = new TableClient(azurite.TakeAccount(), "Things", options);
        await table.CreateAsync(Cancel);
        transport.LoseRequest(r => r.Method == RequestMethod.Post);
        await table.AddEntityAsync(new TableEntity("p", "r"), Cancel);
        Assert.Equal((2, 3), (perCall.Count, perRetry.Count));
    }

    private static async Task<List<string>> NamesAsync(TableServiceClient service, string? filter = null)
    {
        var names = new List<string>();
        await foreach (var table in service.QueryAsync(filter, cancellationToken: Cancel))
        {
            names.Add(table.Name);
        }

        return names;
    }

    private sealed class Counter : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count => _count;

        public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
    }
}
