using System.Net;
using System.Text;
using AgentSched.Azurite;
using AgentSched.Faults;

namespace AgentSched.Tests.Support;

public sealed class StorageProxyTests(StorageProxyTests.SharedAzurite shared) : IAsyncLifetime, IClassFixture<StorageProxyTests.SharedAzurite>
{
    private const string Row = """{"PartitionKey":"p","RowKey":"r|1~ä","Name":"one"}""";
    private const string RowPath = "Things(PartitionKey='p',RowKey='r%7C1~%C3%A4')";

    private int _account;
    private StorageProxy _proxy = null!;
    private StorageRest _storage = null!;

    public async ValueTask InitializeAsync()
    {
        _proxy = await StorageProxy.StartAsync(shared.Azurite, TestContext.Current.CancellationToken);
        _account = shared.NextAccount();
        _storage = new StorageRest(_proxy.ConnectionString(_account));
        Assert.Equal(HttpStatusCode.NoContent, await _storage.StatusAsync("Table", HttpMethod.Post, "Tables", """{"TableName":"Things"}"""));
        Assert.Equal(HttpStatusCode.Created, await _storage.StatusAsync("Queue", HttpMethod.Put, "things"));
        Assert.Equal(HttpStatusCode.Created, await _storage.StatusAsync("Blob", HttpMethod.Put, "things?restype=container"));
        _proxy.ClearRequests();
    }

    public async ValueTask DisposeAsync()
    {
        _storage.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Requests_pass_unchanged_and_are_named()
    {
        Assert.Equal(HttpStatusCode.NoContent, await InsertAsync());
        using var row = await _storage.SendAsync("Table", HttpMethod.Get, RowPath);
        Assert.Equal(HttpStatusCode.OK, row.StatusCode);
        Assert.Contains("\"one\"", await row.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await _storage.StatusAsync("Table", HttpMethod.Get, "Things()"));
        Assert.Equal(HttpStatusCode.Created, await PutMessageAsync());
        Assert.Equal(HttpStatusCode.OK, await _storage.StatusAsync("Queue", HttpMethod.Get, "things/messages?numofmessages=1"));

        Assert.Equal(["table insert", "table get", "table query", "queue put", "queue get"], _proxy.Requests.Select(r => r.Kind));
        var first = _proxy.Requests[0];
        Assert.Equal((AzuriteAccount.Numbered(_account).Name, "Things", Row, 204), (first.Account, first.Resource, first.Text, first.ResponseStatus));
    }

    [Fact]
    public async Task A_large_blob_streams_both_ways()
    {
        var content = new byte[9 * 1024 * 1024];
        new Random(1).NextBytes(content);
        using var put = await _storage.SendAsync("Blob", HttpMethod.Put, "things/big", content, ("x-ms-blob-type", "BlockBlob"));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        using var got = await _storage.SendAsync("Blob", HttpMethod.Get, "things/big");
        Assert.Equal(content, await got.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var head = await _storage.SendAsync("Blob", HttpMethod.Head, "things/big", []);
        Assert.Equal((HttpStatusCode.OK, content.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(["blob put", "blob get", "blob head"], _proxy.Requests.Select(r => r.Kind));
    }

    [Theory]
    [InlineData("Table", "Things()", "\"code\":\"ServerBusy\"")]
    [InlineData("Queue", "things/messages", "<Code>ServerBusy</Code>")]
    public async Task A_failure_looks_like_the_services_own(string service, string path, string expected)
    {
        _proxy.Decide = _ => ProxyVerdict.Fail(503, "ServerBusy");
        using var answer = await _storage.SendAsync(service, HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("ServerBusy", answer.Headers.GetValues("x-ms-error-code").Single());
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Null(_proxy.Requests[0].ResponseStatus);
    }

    [Fact]
    public async Task A_reset_request_did_not_happen_and_a_lost_answer_did()
    {
        _proxy.Decide = _ => ProxyVerdict.Reset;
        await Assert.ThrowsAsync<HttpRequestException>(InsertAsync);
        _proxy.Decide = r => r.Kind is "table insert" ? ProxyVerdict.LoseResponse : ProxyVerdict.Forward;
        await Assert.ThrowsAsync<HttpRequestException>(InsertAsync);
        Assert.Equal(204, _proxy.Requests[^1].ResponseStatus);
        _proxy.Decide = null;
        Assert.Equal(HttpStatusCode.Conflict, await InsertAsync());
    }

    [Fact]
    public async Task A_held_request_waits_for_its_release_and_others_pass_it()
    {
        var release = new TaskCompletionSource();
        _proxy.Decide = r => r.Kind is "table insert" ? ProxyVerdict.Hold(release.Task) : ProxyVerdict.Forward;
        var held = InsertAsync();
        Assert.Equal(HttpStatusCode.NotFound, await _storage.StatusAsync("Table", HttpMethod.Get, RowPath));
        Assert.False(held.IsCompleted);
        release.SetResult();
        Assert.Equal(HttpStatusCode.NoContent, await held);
    }

    [Fact]
    public async Task Hooks_stand_before_and_after_azurite()
    {
        var seen = new List<string>();
        _proxy.Before = r => Note($"before {r.Kind} {r.ResponseStatus}");
        _proxy.After = r => Note($"after {r.Kind} {r.ResponseStatus}");
        Assert.Equal(HttpStatusCode.Created, await PutMessageAsync());
        Assert.Equal(["before queue put ", "after queue put 201"], seen);

        Task Note(string line)
        {
            seen.Add(line);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Down_cuts_everything_also_what_waits_in_a_hook()
    {
        _proxy.Before = _ =>
        {
            _proxy.IsDown = true;
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<HttpRequestException>(InsertAsync);
        _proxy.Before = null;
        await Assert.ThrowsAsync<HttpRequestException>(InsertAsync);
        _proxy.IsDown = false;
        Assert.Equal(HttpStatusCode.NoContent, await InsertAsync());
    }

    private Task<HttpStatusCode> InsertAsync() => _storage.StatusAsync("Table", HttpMethod.Post, "Things", Row);

    private async Task<HttpStatusCode> PutMessageAsync()
    {
        using var answer = await _storage.SendAsync("Queue", HttpMethod.Post, "things/messages", Encoding.UTF8.GetBytes("<QueueMessage><MessageText>aGk=</MessageText></QueueMessage>"));
        return answer.StatusCode;
    }

    public sealed class SharedAzurite : IAsyncLifetime
    {
        private int _last;

        public AzuriteServer Azurite { get; private set; } = null!;

        public int NextAccount() => Interlocked.Increment(ref _last);

        public async ValueTask InitializeAsync() => Azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = 32 });

        public ValueTask DisposeAsync() => Azurite.DisposeAsync();
    }
}
