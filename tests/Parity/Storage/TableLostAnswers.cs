using System.Globalization;
using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

/// <summary>
/// A write whose answer was lost is tried again and meets its own traces. The originals report that as a conflict, which callers must
/// expect anyway; the stand-in reads back and tells the truth where it can, so these tests are for it alone.
/// </summary>
[Trait("shows", "originals")]
public sealed class TableLostAnswers : IDisposable
{
    private readonly AzuriteFixture _azurite;
    private readonly MeddlingHandler _network = new();
    private TableClient _rival = null!;

    public TableLostAnswers(AzuriteFixture azurite)
    {
        StandIn.Only("the originals report conflicts with their own lost first tries");
        _azurite = azurite;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_insert_that_succeeded_is_no_conflict()
    {
        var table = await TableAsync();
        _network.LoseAnswer(HttpMethod.Post);
        var response = await table.AddEntityAsync(Full("r"), Cancel);
        Assert.Equal((204, await ETagAsync("r")), (response.Status, response.Headers.ETag));
    }

    [Fact]
    public async Task An_insert_that_a_rival_made_is_a_conflict()
    {
        var table = await TableAsync();
        _network.LoseRequest(HttpMethod.Post, () => _rival.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, Cancel));
        await ConflictAsync(409, "EntityAlreadyExists", () => table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel));
    }

    [Fact]
    public async Task An_insert_of_a_row_that_has_more_than_ours_is_a_conflict()
    {
        var table = await TableAsync();
        _network.LoseRequest(HttpMethod.Post, () => _rival.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 }, Cancel));
        await ConflictAsync(409, "EntityAlreadyExists", () => table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel));
    }

    [Fact]
    public async Task An_insert_of_a_row_that_was_there_before_is_a_conflict_even_if_the_same()
    {
        var table = await TableAsync();
        await _rival.AddEntityAsync(Full("r"), Cancel);
        _network.LoseRequest(HttpMethod.Post);

        // An hour has passed on the service's clock since the row was written.
        _network.Next(HttpMethod.Post, async send =>
        {
            var refused = await send();
            refused.Headers.Date = DateTimeOffset.UtcNow.AddHours(1);
            return refused;
        });
        await ConflictAsync(409, "EntityAlreadyExists", () => table.AddEntityAsync(Full("r"), Cancel));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task An_update_that_succeeded_is_no_conflict(TableUpdateMode mode)
    {
        var table = await TableAsync();
        var etag = (await _rival.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["Z"] = 0 }, Cancel)).Headers.ETag!.Value;
        _network.LoseAnswer(mode == TableUpdateMode.Merge ? HttpMethod.Patch : HttpMethod.Put);
        var response = await table.UpdateEntityAsync(Full("r"), etag, mode, Cancel);
        Assert.Equal((204, await ETagAsync("r")), (response.Status, response.Headers.ETag));
    }

    [Fact]
    public async Task An_update_that_a_rival_forestalled_is_a_conflict()
    {
        var table = await TableAsync();
        var etag = (await _rival.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel)).Headers.ETag!.Value;
        _network.LoseRequest(HttpMethod.Patch, () => _rival.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, etag, cancellationToken: Cancel));
        await ConflictAsync(412, "UpdateConditionNotSatisfied", () => table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, etag, cancellationToken: Cancel));
    }

    [Fact]
    public async Task An_update_of_a_row_that_a_rival_deleted_finds_nothing()
    {
        var table = await TableAsync();
        var etag = (await _rival.AddEntityAsync(new TableEntity("p", "r"), Cancel)).Headers.ETag!.Value;
        _network.LoseRequest(HttpMethod.Patch, () => _rival.DeleteEntityAsync("p", "r", cancellationToken: Cancel));
        await ConflictAsync(404, "ResourceNotFound", () => table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, etag, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Of_two_who_delete_a_row_only_one_is_told_that_it_did()
    {
        var table = await TableAsync();
        var etag = (await _rival.AddEntityAsync(new TableEntity("p", "r"), Cancel)).Headers.ETag!.Value;
        _network.LoseRequest(HttpMethod.Delete, async () => Assert.Equal(204, (await _rival.DeleteEntityAsync("p", "r", etag, Cancel)).Status));
        Assert.Equal(404, (await table.DeleteEntityAsync("p", "r", etag, Cancel)).Status);
    }

    [Fact]
    public async Task Of_two_who_claim_rows_by_deleting_them_only_one_wins()
    {
        var table = await TableAsync();
        var (a, b) = ((await _rival.AddEntityAsync(new TableEntity("p", "a"), Cancel)).Headers.ETag!.Value, (await _rival.AddEntityAsync(new TableEntity("p", "b"), Cancel)).Headers.ETag!.Value);
        TableTransactionAction[] claim = [new(TableTransactionActionType.Delete, new TableEntity("p", "a"), a), new(TableTransactionActionType.Delete, new TableEntity("p", "b"), b)];
        _network.LoseRequest(HttpMethod.Post, () => _rival.SubmitTransactionAsync(claim, Cancel));
        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(claim, Cancel));
        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Of_two_who_insert_a_row_without_properties_only_one_wins()
    {
        var table = await TableAsync();
        _network.LoseRequest(HttpMethod.Post, () => _rival.AddEntityAsync(new TableEntity("p", "lock"), Cancel));
        await ConflictAsync(409, "EntityAlreadyExists", () => table.AddEntityAsync(new TableEntity("p", "lock"), Cancel));
    }

    [Theory]
    [InlineData("ServerBusy")]
    [InlineData("unreachable")]
    [InlineData("throttled")]
    public async Task A_conflict_after_tries_that_were_turned_away_is_believed_even_if_the_row_is_the_same(string trouble)
    {
        var table = await TableAsync();
        _network.Next(HttpMethod.Post, async _ =>
        {
            await _rival.AddEntityAsync(Full("r"), Cancel);
            if (trouble == "unreachable")
                throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused.");
            var busy = new HttpResponseMessage(trouble == "throttled" ? HttpStatusCode.TooManyRequests : HttpStatusCode.ServiceUnavailable);
            busy.Headers.Add("x-ms-error-code", trouble);
            return busy;
        });
        await ConflictAsync(409, "EntityAlreadyExists", () => table.AddEntityAsync(Full("r"), Cancel));
        Assert.Equal(2, _network.Attempts);
    }

    [Fact]
    public async Task A_transaction_that_succeeded_is_no_conflict()
    {
        var table = await TableAsync();
        var due = (await _rival.AddEntityAsync(new TableEntity("p", "due"), Cancel)).Headers.ETag!.Value;
        var agent = (await _rival.AddEntityAsync(new TableEntity("p", "agent") { ["Running"] = 0, ["Name"] = "n" }, Cancel)).Headers.ETag!.Value;
        _network.LoseAnswer(HttpMethod.Post);

        var answer = await table.SubmitTransactionAsync(Claim(due, agent), Cancel);

        Assert.Equal([204, 204, 204, 204], answer.Value.Select(r => r.Status));
        Assert.Equal(await ETagAsync("run"), answer.Value[1].Headers.ETag);
        Assert.Equal(await ETagAsync("agent"), answer.Value[2].Headers.ETag);
    }

    [Fact]
    public async Task A_transaction_of_inserts_that_succeeded_is_no_conflict()
    {
        var table = await TableAsync();
        _network.LoseAnswer(HttpMethod.Post);
        var answer = await table.SubmitTransactionAsync(Enumerable.Range(0, 25).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Full($"r{i}"))), Cancel);
        Assert.Equal(25, answer.Value.Count);
        Assert.Equal(await ETagAsync("r24"), answer.Value[24].Headers.ETag);
    }

    [Fact]
    public async Task A_transaction_of_which_a_rival_did_a_part_is_a_conflict()
    {
        var table = await TableAsync();
        var due = (await _rival.AddEntityAsync(new TableEntity("p", "due"), Cancel)).Headers.ETag!.Value;
        var agent = (await _rival.AddEntityAsync(new TableEntity("p", "agent") { ["Running"] = 0 }, Cancel)).Headers.ETag!.Value;
        _network.LoseRequest(HttpMethod.Post, () => _rival.SubmitTransactionAsync(Claim(due, agent).Take(2), Cancel));
        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(Claim(due, agent), Cancel));
        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));
        Assert.Equal(0, (await _rival.GetEntityAsync<TableEntity>("p", "agent", cancellationToken: Cancel)).Value.GetInt32("Running"));
    }

    [Fact]
    public async Task A_conflict_at_the_first_try_is_believed_without_reading()
    {
        var table = await TableAsync();
        await _rival.AddEntityAsync(Full("r"), Cancel);
        await ConflictAsync(409, "EntityAlreadyExists", () => table.AddEntityAsync(Full("r"), Cancel));
        Assert.Equal(1, _network.Attempts);
    }

    [Fact]
    public async Task If_the_rows_cannot_be_read_back_the_outcome_stays_unknown()
    {
        var table = await TableAsync();
        _network.LoseAnswer(HttpMethod.Post);
        _network.Next(HttpMethod.Post, send => send());
        _network.Next(HttpMethod.Get, _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden)));
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(Full("r"), Cancel));
        Assert.Equal(403, error.Status);
    }

    [Fact]
    public async Task A_transaction_that_the_service_was_too_busy_for_is_tried_again()
    {
        var table = await TableAsync();
        _network.Next(HttpMethod.Post, _ =>
        {
            var busy = new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new StringContent(Busy.ReplaceLineEndings("\r\n")) };
            busy.Content.Headers.Remove("Content-Type");
            busy.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=batchresponse_1");
            return Task.FromResult(busy);
        });
        Assert.Single((await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, Full("r"))], Cancel)).Value);
        Assert.Equal(2, _network.Attempts);
    }

    public void Dispose() => _network.Dispose();

    private const string Busy = """
        --batchresponse_1
        Content-Type: multipart/mixed; boundary=changesetresponse_1

        --changesetresponse_1
        Content-Type: application/http
        Content-Transfer-Encoding: binary

        HTTP/1.1 503 Service Unavailable
        Content-Type: application/json

        {"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"0:The server is busy."}}}
        --changesetresponse_1--
        --batchresponse_1--
        """;

    private static TableTransactionAction[] Claim(ETag due, ETag agent) =>
    [
        new(TableTransactionActionType.Delete, new TableEntity("p", "due"), due),
        new(TableTransactionActionType.Add, Full("run")),
        new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "agent") { ["Running"] = 1 }, agent),
        new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "usage") { ["Cost"] = 0.25 }),
    ];

    private static TableEntity Full(string row) => new("p", row)
    {
        ["A"] = 1,
        ["Long"] = 1L,
        ["Whole"] = 3.0,
        ["NaN"] = double.NaN,
        ["At"] = new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.FromHours(2)).AddTicks(1),
        ["Utc"] = DateTime.Parse("2026-03-29T01:00:00Z", CultureInfo.InvariantCulture),
        ["Id"] = Guid.Parse("0E4A5AC1-3C7A-4F0B-9D0C-6A1F2C3D4E5F"),
        ["Bytes"] = new byte[] { 1, 2, 3 },
        ["Text"] = "ü",
        ["Nothing"] = null,
    };

    private static async Task ConflictAsync(int status, string code, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(act);
        Assert.Equal((status, code), (error.Status, error.ErrorCode));
    }

    private async Task<ETag> ETagAsync(string row) => (await _rival.GetEntityAsync<TableEntity>("p", row, cancellationToken: Cancel)).Value.ETag;

    private async Task<TableClient> TableAsync()
    {
        var account = _azurite.TakeAccount();
        _rival = new TableClient(account, "Things");
        await _rival.CreateAsync(Cancel);
        var options = new TableClientOptions { Transport = new HttpClientTransport(_network) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return new TableClient(account, "Things", options);
    }
}
