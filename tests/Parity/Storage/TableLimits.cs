using Azure;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

/// <summary>Azure's limits. Azurite enforces some of them only, so with the originals these tests need a real account.</summary>
[Trait("shows", "originals")]
public sealed class TableLimits
{
    private readonly AzuriteFixture _azurite;

    public TableLimits(AzuriteFixture azurite)
    {
        StandIn.Only("the originals leave some limits to the service, and Azurite does not have them");
        _azurite = azurite;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Keys => new()
    {
        { "a/b", "r", "OutOfRangeInput" },
        { "p", "a\\b", "OutOfRangeInput" },
        { "p", "a#b", "OutOfRangeInput" },
        { "p", "a?b", "OutOfRangeInput" },
        { "p", "a\tb", "OutOfRangeInput" },
        { "p", "a\u0085b", "OutOfRangeInput" },
        { new string('k', 513), "r", "KeyValueTooLarge" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_that_Azure_refuses_is_refused(string partitionKey, string rowKey, string code)
    {
        var table = await TableAsync();
        var entity = new TableEntity(partitionKey, rowKey);
        await RefusedAsync(400, code, () => table.AddEntityAsync(entity, Cancel));
        await RefusedAsync(400, code, () => table.UpsertEntityAsync(entity, cancellationToken: Cancel));
        await RefusedAsync(400, code, () => table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, entity)], Cancel));
    }

    [Fact]
    public async Task A_key_of_512_characters_is_accepted() =>
        Assert.Equal(204, (await (await TableAsync()).AddEntityAsync(new TableEntity(new string('k', 512), new string('r', 512)), Cancel)).Status);

    [Fact]
    public async Task A_missing_key_is_refused() =>
        await RefusedAsync(400, "PropertiesNeedValue", async () => await (await TableAsync()).AddEntityAsync(new TableEntity("p", null), Cancel));

    [Fact]
    public async Task A_string_holds_32_768_characters_and_binary_65_536_bytes()
    {
        var table = await TableAsync();
        Assert.Equal(204, (await table.AddEntityAsync(new TableEntity("p", "text") { ["Text"] = new string('x', 32_768) }, Cancel)).Status);
        Assert.Equal(204, (await table.AddEntityAsync(new TableEntity("p", "bytes") { ["Bytes"] = new byte[65_536] }, Cancel)).Status);
        await RefusedAsync(400, "PropertyValueTooLarge", () => table.AddEntityAsync(new TableEntity("p", "s") { ["Text"] = new string('x', 32_769) }, Cancel));
        await RefusedAsync(400, "PropertyValueTooLarge", () => table.AddEntityAsync(new TableEntity("p", "s") { ["Bytes"] = new byte[65_537] }, Cancel));
    }

    [Fact]
    public async Task An_entity_holds_252_properties_and_1_MiB()
    {
        var table = await TableAsync();
        Assert.Equal(204, (await table.AddEntityAsync(Entity(252, _ => 1), Cancel)).Status);
        await RefusedAsync(400, "TooManyProperties", () => table.UpsertEntityAsync(Entity(253, _ => 1), cancellationToken: Cancel));
        Assert.Equal(204, (await table.UpsertEntityAsync(Entity(15, _ => new string('x', 32_768)), TableUpdateMode.Replace, Cancel)).Status);
        await RefusedAsync(400, "EntityTooLarge", () => table.UpsertEntityAsync(Entity(16, _ => new string('x', 32_768)), cancellationToken: Cancel));
    }

    [Theory]
    [InlineData("with-dash", "PropertyNameInvalid")]
    [InlineData("1st", "PropertyNameInvalid")]
    [InlineData("with space", "PropertyNameInvalid")]
    public async Task A_property_name_is_an_identifier(string name, string code) =>
        await RefusedAsync(400, code, async () => await (await TableAsync()).AddEntityAsync(new TableEntity("p", "r") { [name] = 1 }, Cancel));

    [Fact]
    public async Task A_property_name_has_at_most_255_characters() =>
        await RefusedAsync(400, "PropertyNameTooLong", async () => await (await TableAsync()).AddEntityAsync(new TableEntity("p", "r") { [new string('n', 256)] = 1 }, Cancel));

    [Fact]
    public async Task A_time_before_1601_is_refused() =>
        await RefusedAsync(400, "OutOfRangeInput", async () => await (await TableAsync()).AddEntityAsync(new TableEntity("p", "r") { ["At"] = DateTimeOffset.MinValue }, Cancel));

    [Fact]
    public async Task A_page_has_at_most_1_000_rows() => await RefusedAsync(400, "InvalidInput", async () =>
    {
        await foreach (var _ in (await TableAsync()).QueryAsync<TableEntity>(maxPerPage: 1001, cancellationToken: Cancel))
        {
        }
    });

    [Fact]
    public async Task A_batch_with_two_partition_keys_is_refused()
    {
        var table = await TableAsync();
        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "r")),
                new(TableTransactionActionType.Add, new TableEntity("q", "r")),
            ],
            Cancel));
        Assert.Equal((400, "CommandsInBatchActOnDifferentPartitions", 1), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel)).HasValue);
    }

    [Fact]
    public async Task A_batch_names_the_action_whose_entity_is_too_large()
    {
        var table = await TableAsync();
        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "r")),
                new(TableTransactionActionType.Add, new TableEntity("p", "s") { ["Text"] = new string('x', 32_769) }),
            ],
            Cancel));
        Assert.Equal((400, "PropertyValueTooLarge", 1), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task A_batch_has_at_most_4_MiB()
    {
        var table = await TableAsync();
        await RefusedAsync(413, "RequestBodyTooLarge", () => table.SubmitTransactionAsync(
            Enumerable.Range(0, 10).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Entity(15, _ => new string('x', 32_000), $"r{i}"))), Cancel));
    }

    [Fact]
    public async Task A_batch_without_actions_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await (await TableAsync()).SubmitTransactionAsync([], Cancel));

    [Fact]
    public async Task An_update_without_an_ETag_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await (await TableAsync()).UpdateEntityAsync(new TableEntity("p", "r"), default, cancellationToken: Cancel));

    [Fact]
    public async Task A_type_that_tables_cannot_hold_is_named()
    {
        var error = await Assert.ThrowsAsync<NotSupportedException>(async () => await (await TableAsync()).AddEntityAsync(new TableEntity("p", "r") { ["Money"] = 1m }, Cancel));
        Assert.Contains("Money", error.Message, StringComparison.Ordinal);
    }

    private static TableEntity Entity(int properties, Func<int, object> value, string row = "r")
    {
        var entity = new TableEntity("p", row);
        for (var i = 0; i < properties; i++)
        {
            entity[$"P{i}"] = value(i);
        }

        return entity;
    }

    private static async Task RefusedAsync(int status, string code, Func<Task> act)
    {
        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(act);
        Assert.Equal((status, code), (error.Status, error.ErrorCode));
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(_azurite.TakeAccount(), "Things");
        await table.CreateAsync(Cancel);
        return table;
    }
}
