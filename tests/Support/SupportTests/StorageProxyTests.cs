using AgentSched.Azurite;
using AgentSched.Faults;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace AgentSched.Tests.Support;

/// <summary>The proxy, between the real clients without their retries and Azurite.</summary>
public sealed class StorageProxyTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TableEntity Row = new("p", "r|1~ä") { ["Name"] = "one" };

    private int _account;
    private StorageProxy _proxy = null!;
    private TableClient _table = null!;
    private QueueClient _queue = null!;
    private BlobContainerClient _blobs = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = await StorageProxy.StartAsync(azurite.Server, Cancel);
        _account = azurite.TakeAccount();
        var storage = _proxy.ConnectionString(_account);
        (_table, _queue, _blobs) = (new(storage, "Things", Once(new TableClientOptions())), new(storage, "things", Once(new QueueClientOptions())), new(storage, "things", Once(new BlobClientOptions())));
        await _table.CreateAsync(Cancel);
        await _queue.CreateAsync(cancellationToken: Cancel);
        await _blobs.CreateAsync(cancellationToken: Cancel);
        _proxy.ClearRequests();
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Fact]
    public async Task Requests_pass_unchanged_and_are_named()
    {
        await _table.AddEntityAsync(Row, Cancel);
        Assert.Equal("one", (await _table.GetEntityAsync<TableEntity>("p", "r|1~ä", cancellationToken: Cancel)).Value.GetString("Name"));
        Assert.Single(await _table.QueryAsync<TableEntity>(cancellationToken: Cancel).ToListAsync(Cancel));
        await _queue.SendMessageAsync("hi", Cancel);
        Assert.Equal("hi", Assert.Single((await _queue.ReceiveMessagesAsync(1, cancellationToken: Cancel)).Value).MessageText);
        var content = new byte[9 * 1024 * 1024]; // more than is kept: it streams
        new Random(1).NextBytes(content);
        await _blobs.GetBlobClient("big").UploadAsync(BinaryData.FromBytes(content), Cancel);
        Assert.Equal(content, (await _blobs.GetBlobClient("big").DownloadContentAsync(Cancel)).Value.Content.ToArray());

        Assert.Equal(["table insert", "table get", "table query", "queue put", "queue get", "blob put", "blob get"], _proxy.Requests.Select(r => r.Kind));
        var first = _proxy.Requests[0];
        Assert.Equal((AzuriteAccount.Numbered(_account).Name, "Things", 204), (first.Account, first.Resource, first.ResponseStatus));
        Assert.Contains("\"one\"", first.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_looks_like_the_services_own()
    {
        _proxy.Decide = _ => ProxyVerdict.Fail(503, "ServerBusy");
        foreach (var ask in (Func<Task>[])[() => _table.AddEntityAsync(Row, Cancel), () => _queue.PeekMessagesAsync(1, Cancel), () => _blobs.GetBlobClient("big").DownloadContentAsync(Cancel)])
        {
            var error = await Assert.ThrowsAsync<RequestFailedException>(ask);
            Assert.Equal((503, "ServerBusy"), (error.Status, error.ErrorCode));
        }

        Assert.All(_proxy.Requests, request => Assert.Null(request.ResponseStatus));
    }

    [Fact]
    public async Task A_reset_request_did_not_happen_and_a_lost_answer_did_and_a_late_request_does()
    {
        _proxy.Decide = _ => ProxyVerdict.Reset;
        await Assert.ThrowsAnyAsync<Exception>(() => _table.AddEntityAsync(Row, Cancel));
        Assert.Null(_proxy.Requests[^1].ResponseStatus);
        _proxy.Decide = _ => ProxyVerdict.LoseResponse;
        await Assert.ThrowsAnyAsync<Exception>(() => _table.AddEntityAsync(Row, Cancel));
        Assert.Equal(204, _proxy.Requests[^1].ResponseStatus);
        _proxy.Decide = _ => ProxyVerdict.Late.Delayed(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<Exception>(() => _table.DeleteEntityAsync("p", "r|1~ä", cancellationToken: Cancel));
        var last = _proxy.Requests[^1];
        Assert.Equal(204, (int)await Eventually.SeeAsync(() => Task.FromResult((object?)last.ResponseStatus), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Hooks_stand_before_and_after_azurite()
    {
        var seen = new List<string>();
        _proxy.Before = r => Task.Run(() => seen.Add($"before {r.Kind} {r.ResponseStatus}"), Cancel);
        _proxy.After = r => Task.Run(() => seen.Add($"after {r.Kind} {r.ResponseStatus}"), Cancel);
        await _queue.SendMessageAsync("hi", Cancel);
        Assert.Equal(["before queue put ", "after queue put 201"], seen);
    }

    [Theory]
    [InlineData(StorageService.Table, "POST", "/a/$batch", "table batch")]
    [InlineData(StorageService.Table, "POST", "/a/Tables", "table create")]
    [InlineData(StorageService.Table, "PATCH", "/a/T(PartitionKey='p',RowKey='r')", "table merge")]
    [InlineData(StorageService.Queue, "DELETE", "/a/q/messages/1?popreceipt=x", "queue delete")]
    [InlineData(StorageService.Queue, "GET", "/a/q/messages?peekonly=true", "queue peek")]
    [InlineData(StorageService.Queue, "GET", "/a/q?comp=metadata", "queue properties")]
    [InlineData(StorageService.Blob, "PUT", "/a/c/b?comp=lease", "blob lease")]
    public void Kinds_follow_from_method_and_target(StorageService service, string method, string target, string expected)
    {
        var question = target.Split('?');
        Assert.Equal(expected, StorageRequestKind.Of(service, method, question[0], question.Length > 1 ? $"?{question[1]}" : ""));
    }

    private static T Once<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 0;
        return options;
    }
}
