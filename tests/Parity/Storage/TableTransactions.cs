using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class TableTransactions(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_kinds_of_action_go_through_together_and_answer_with_their_ETags()
    {
        var table = await TableAsync();
        var etags = new Dictionary<string, ETag>(StringComparer.Ordinal);
        foreach (var key in new[] { "merge", "replace", "delete", "upmerge", "upreplace" })
        {
            etags[key] = (await table.AddEntityAsync(new TableEntity("p", key) { ["A"] = 1 }, Cancel)).Headers.ETag!.Value;
        }

        var answer = await table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "it's|new ü") { ["B"] = 2L, ["Text"] = "line\r\n--changeset" }),
                new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merge") { ["B"] = 2 }, etags["merge"]),
                new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "replace") { ["B"] = 2 }, etags["replace"]),
                new(TableTransactionActionType.Delete, new TableEntity("p", "delete"), etags["delete"]),
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upmerge") { ["B"] = 2 }),
                new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upreplace") { ["B"] = 2 }),
                new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upnew") { ["B"] = 2 }),
            ],
            Cancel);

        Assert.Equal(202, answer.GetRawResponse().Status);
        Assert.Equal([204, 204, 204, 204, 204, 204, 204], answer.Value.Select(r => r.Status));
        var rows = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Cancel))
        {
            rows[row.RowKey] = row;
        }

        Assert.Equal(["it's|new ü", "merge", "replace", "upmerge", "upnew", "upreplace"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((1, 2), (rows["merge"].GetInt32("A"), rows["merge"].GetInt32("B")));
        Assert.Equal((null, 2), (rows["replace"].GetInt32("A"), rows["replace"].GetInt32("B")));
        Assert.Equal((1, 2), (rows["upmerge"].GetInt32("A"), rows["upmerge"].GetInt32("B")));
        Assert.Equal((null, 2), (rows["upreplace"].GetInt32("A"), rows["upreplace"].GetInt32("B")));
        Assert.Equal("line\r\n--changeset", rows["it's|new ü"].GetString("Text"));
        Assert.Equal(rows["it's|new ü"].ETag, answer.Value[0].Headers.ETag);
        Assert.Equal(rows["merge"].ETag, answer.Value[1].Headers.ETag);
        Assert.Equal(rows["replace"].ETag, answer.Value[2].Headers.ETag);
        Assert.Equal(rows["upnew"].ETag, answer.Value[6].Headers.ETag);
    }

    [Fact]
    public async Task A_hundred_actions_go_through()
    {
        var table = await TableAsync();
        var answer = await table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i:D3}") { ["A"] = i })), Cancel);
        Assert.Equal(100, answer.Value.Count);
        Assert.All(answer.Value, r => Assert.NotNull(r.Headers.ETag));
    }

    [Fact]
    public async Task One_refused_action_undoes_all_and_is_named()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "there") { ["A"] = 1 }, Cancel);

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "new")),
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "newer")),
                new(TableTransactionActionType.Add, new TableEntity("p", "there")),
            ],
            Cancel));

        Assert.Equal((409, "EntityAlreadyExists", 2), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "new", cancellationToken: Cancel)).HasValue);
    }

    [Theory]
    [InlineData(TableTransactionActionType.UpdateMerge, true, 412, "UpdateConditionNotSatisfied")]
    [InlineData(TableTransactionActionType.UpdateReplace, true, 412, "UpdateConditionNotSatisfied")]
    [InlineData(TableTransactionActionType.Delete, true, 412, "UpdateConditionNotSatisfied")]
    [InlineData(TableTransactionActionType.UpdateMerge, false, 404, "ResourceNotFound")]
    [InlineData(TableTransactionActionType.Delete, false, 404, "ResourceNotFound")]
    public async Task A_condition_that_does_not_hold_is_told_as_for_a_single_write(TableTransactionActionType kind, bool exists, int status, string code)
    {
        var table = await TableAsync();
        var old = (await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel)).Headers.ETag!.Value;
        if (exists)
        {
            await table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, cancellationToken: Cancel);
        }
        else
        {
            await table.DeleteEntityAsync("p", "r", cancellationToken: Cancel);
        }

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "new")),
                new(kind, new TableEntity("p", "r") { ["A"] = 3 }, old),
            ],
            Cancel));
        Assert.Equal((status, code, 1), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task More_than_a_hundred_actions_are_refused()
    {
        var table = await TableAsync();
        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(
            Enumerable.Range(0, 101).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i:D3}"))), Cancel));
        Assert.Equal((400, "InvalidInput"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task The_same_row_twice_is_refused()
    {
        var table = await TableAsync();
        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "r")),
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "r")),
            ],
            Cancel));
        Assert.Equal((400, TableErrorCode.InvalidDuplicateRow.ToString()), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task A_transaction_in_a_table_that_is_not_there_fails()
    {
        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(() => new TableClient(azurite.TakeAccount(), "Nothing").SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, new TableEntity("p", "r"))], Cancel));
        Assert.Equal((404, "TableNotFound"), (error.Status, error.ErrorCode));
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(azurite.TakeAccount(), "Things");
        await table.CreateAsync(Cancel);
        return table;
    }
}
