using System.Diagnostics;
using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class TableFaults(AzuriteFixture azurite) : IDisposable
{
    private readonly MeddlingHandler _network = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task A_passing_trouble_is_tried_again(HttpStatusCode status)
    {
        var table = await TableAsync();
        _network.Next(HttpMethod.Post, _ => Answer(status));
        _network.Next(HttpMethod.Post, _ => Answer(status));
        Assert.Equal(204, (await table.AddEntityAsync(new TableEntity("p", "r"), Cancel)).Status);
        Assert.Equal(3, _network.Attempts);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.NotImplemented)]
    public async Task A_refusal_is_not_tried_again(HttpStatusCode status)
    {
        var table = await TableAsync();
        _network.Next(HttpMethod.Post, _ => Answer(status, "SomeCode", "Some message."));
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancel));
        Assert.Equal(((int)status, "SomeCode"), (error.Status, error.ErrorCode));
        Assert.Contains("Some message.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _network.Attempts);
    }

    [Fact]
    public async Task The_service_says_how_long_to_wait()
    {
        var table = await TableAsync();
        _network.Next(HttpMethod.Get, async _ =>
        {
            var busy = await Answer(HttpStatusCode.ServiceUnavailable);
            busy.Headers.Add("x-ms-retry-after-ms", "200");
            return busy;
        });
        var start = Stopwatch.GetTimestamp();
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel)).HasValue);
        Assert.Equal(2, _network.Attempts);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(190), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Trouble_that_does_not_pass_is_told()
    {
        var table = await TableAsync();
        for (var i = 0; i < 10; i++)
        {
            _network.Next(HttpMethod.Get, _ => Answer(HttpStatusCode.ServiceUnavailable, "ServerBusy", "Come back later."));
        }

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel));
        Assert.Equal((503, "ServerBusy"), (error.Status, error.ErrorCode));
        Assert.Equal(4, _network.Attempts);
    }

    [Fact]
    public async Task A_read_over_a_cut_connection_is_tried_again()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel);
        _network.LoseRequest(HttpMethod.Get);
        _network.LoseAnswer(HttpMethod.Get);
        Assert.Equal(1, (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value.GetInt32("A"));
    }

    [Fact]
    public async Task An_answer_that_ends_in_the_middle_is_read_again()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel);
        _network.Next(HttpMethod.Get, async send =>
        {
            var whole = await send();
            var bytes = await whole.Content.ReadAsByteArrayAsync(Cancel);
            whole.Content = new StreamContent(new CutStream(bytes[..(bytes.Length / 2)]));
            return whole;
        });
        var rows = 0;
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Cancel))
        {
            rows += row.GetInt32("A") ?? 0;
        }

        Assert.Equal(1, rows);
    }

    [Fact]
    public async Task A_page_may_be_empty_and_yet_not_the_last()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r1"), Cancel);
        await table.AddEntityAsync(new TableEntity("p", "r2"), Cancel);
        string? asked = null;
        _network.Next(HttpMethod.Get, async send =>
        {
            // As a partition server does that ran out of time, or a partition that moved: nothing found so far, go on from here.
            var page = await send();
            page.Content = new StringContent("""{"odata.metadata":"http://x/$metadata#Things","value":[]}""", null, "application/json");
            return page;
        });
        _network.Next(HttpMethod.Get, async send =>
        {
            var page = await send();
            asked = page.RequestMessage!.RequestUri!.Query;
            return page;
        });
        var rows = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: Cancel))
        {
            rows.Add(row.RowKey);
        }

        Assert.Contains("NextPartitionKey=", asked, StringComparison.Ordinal);
        Assert.Contains("NextRowKey=", asked, StringComparison.Ordinal);
        Assert.Equal(["r2"], rows);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_between_two_attempts()
    {
        var table = await TableAsync(delay: TimeSpan.FromMinutes(10));
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        _network.LoseRequest(HttpMethod.Post, () =>
        {
            cancelled.CancelAfter(TimeSpan.FromMilliseconds(20));
            return Task.CompletedTask;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.AddEntityAsync(new TableEntity("p", "r"), cancelled.Token));
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel)).HasValue);
    }

    public void Dispose() => _network.Dispose();

    private static Task<HttpResponseMessage> Answer(HttpStatusCode status, string code = "Trouble", string message = "Trouble.") => Task.FromResult(new HttpResponseMessage(status)
    {
        Content = new StringContent($$"""{ "odata.error": { "code": "{{code}}", "message": { "lang": "en-US", "value": "{{message}}\nRequestId:0\nTime:0" } } }""", null, "application/json"),
    });

    private async Task<TableClient> TableAsync(TimeSpan? delay = null)
    {
        var account = azurite.TakeAccount();
        await new TableClient(account, "Things").CreateAsync(Cancel);
        var options = new TableClientOptions { Transport = new HttpClientTransport(_network) };
        options.Retry.Delay = delay ?? TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = delay ?? TimeSpan.FromMilliseconds(5);
        return new TableClient(account, "Things", options);
    }

    private sealed class CutStream(byte[] start) : MemoryStream(start)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection was cut.");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
