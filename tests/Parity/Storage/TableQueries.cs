using Azure;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class TableQueries(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filters_compare_every_type_by_value()
    {
        var table = await TableAsync();
        var id = Guid.NewGuid();
        await FillAsync(table, 10, i => new TableEntity("p", $"{i:D4}")
        {
            ["Int"] = i,
            ["Long"] = 9_007_199_254_740_990L + i,
            ["Double"] = i + 0.5,
            ["Even"] = i % 2 == 0,
            ["At"] = Start.AddMinutes(i),
            ["Id"] = i == 7 ? id : Guid.NewGuid(),
            ["Text"] = $"it's {i}",
        });

        Assert.Equal(["0003"], await KeysAsync(table, TableClient.CreateQueryFilter($"Int eq {3}")));
        Assert.Equal(["0003"], await KeysAsync(table, TableClient.CreateQueryFilter($"Long eq {9_007_199_254_740_993L}")));
        Assert.Equal(["0008", "0009"], await KeysAsync(table, TableClient.CreateQueryFilter($"Double gt {8.0}")));
        Assert.Equal(["0000", "0002", "0004", "0006", "0008"], await KeysAsync(table, TableClient.CreateQueryFilter($"Even eq {true}")));
        Assert.Equal(["0000", "0001"], await KeysAsync(table, TableClient.CreateQueryFilter($"At lt {Start.AddMinutes(2)}")));
        Assert.Equal(["0007"], await KeysAsync(table, TableClient.CreateQueryFilter($"Id eq {id}")));
        Assert.Equal(["0004"], await KeysAsync(table, TableClient.CreateQueryFilter($"Text eq {"it's 4"}")));
        Assert.Equal(["0002", "0003"], await KeysAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and RowKey ge {"0002"} and RowKey lt {"0004"}")));
        Assert.Equal(["0000", "0009"], await KeysAsync(table, "PartitionKey eq 'p' and (Int lt 1 or not (Int lt 9))"));
        Assert.Empty(await KeysAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {"p' or 'a' eq 'a"}")));
    }

    [Fact]
    public async Task A_long_result_comes_in_pages_that_enumeration_follows_in_key_order()
    {
        var table = await TableAsync();
        await FillAsync(table, 2_300, i => new TableEntity("p", $"{i:D4}") { ["Long"] = (long)i });

        var keys = await KeysAsync(table, "PartitionKey eq 'p'");
        Assert.Equal(Enumerable.Range(0, 2_300).Select(i => $"{i:D4}"), keys);

        var pages = new List<int>();
        await foreach (var page in table.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancel).AsPages())
        {
            pages.Add(page.Values.Count);
        }

        Assert.Equal([1000, 1000, 300], pages);
    }

    [Fact]
    public async Task A_page_can_be_taken_up_later_by_its_token()
    {
        var table = await TableAsync();
        await FillAsync(table, 25, i => new TableEntity($"p {i % 2}|ü", $"{i:D4}"));
        var seen = new List<string>();
        string? token = null;
        do
        {
            // A new client each time, as another process would have.
            await using var pages = new TableClient(table.ConnectionString, "Things").QueryAsync<Row>(maxPerPage: 500, cancellationToken: Cancel).AsPages(token, 10).GetAsyncEnumerator(Cancel);
            Assert.True(await pages.MoveNextAsync());
            Assert.InRange(pages.Current.Values.Count, 0, 10);
            seen.AddRange(pages.Current.Values.Select(r => r.RowKey));
            token = pages.Current.ContinuationToken;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i:D4}"), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_come_in_ordinal_order_of_their_keys()
    {
        var table = await TableAsync();
        foreach (var key in new[] { "b", "a", "B", "A", "a|", "a0", "_" })
        {
            await table.Client.AddEntityAsync(new TableEntity("p", key), Cancel);
        }

        Assert.Equal(["A", "B", "_", "a", "a0", "a|", "b"], await KeysAsync(table, "PartitionKey eq 'p'"));
    }

    [Fact]
    public async Task A_selection_and_a_page_size_reach_the_service()
    {
        var table = await TableAsync();
        await FillAsync(table, 7, i => new TableEntity("p", $"{i:D4}") { ["A"] = i, ["B"] = "b" });
        await foreach (var page in table.QueryAsync<TableEntity>(maxPerPage: 3, select: ["A"], cancellationToken: Cancel).AsPages())
        {
            Assert.InRange(page.Values.Count, 1, 3);
            Assert.All(page.Values, e => Assert.Null(e.GetString("B")));
            Assert.All(page.Values, e => Assert.NotNull(e.GetInt32("A")));
        }
    }

    [Fact]
    public async Task A_class_of_ones_own_is_filled_by_a_query()
    {
        var table = await TableAsync();
        await FillAsync(table, 3, i => new TableEntity("p", $"{i:D4}") { ["Ticks"] = (long)i, ["Unknown"] = 1 });
        var rows = new List<Row>();
        await foreach (var row in table.QueryAsync<Row>(cancellationToken: Cancel))
        {
            rows.Add(row);
        }

        Assert.Equal([0L, 1L, 2L], rows.Select(r => r.Ticks));
        Assert.All(rows, r => Assert.NotEqual(default, r.ETag));
    }

    [Fact]
    public async Task A_query_of_a_table_that_is_not_there_fails()
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(async () =>
        {
            await foreach (var _ in new TableClient(azurite.TakeAccount(), "Nothing").QueryAsync<TableEntity>(cancellationToken: Cancel))
            {
            }
        });
        Assert.Equal((404, "TableNotFound"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task A_wrong_filter_is_refused()
    {
        var table = await TableAsync();
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => KeysAsync(table, "this is not a filter"));
        Assert.Equal(400, error.Status);
    }

    [Fact]
    public async Task Cancelling_stops_an_enumeration()
    {
        var table = await TableAsync();
        await FillAsync(table, 20, i => new TableEntity("p", $"{i:D4}"));
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in table.QueryAsync<TableEntity>(maxPerPage: 5, cancellationToken: cancelled.Token).AsPages())
            {
                seen += page.Values.Count;
                await cancelled.CancelAsync();
            }
        });
        Assert.Equal(5, seen);
    }

    private static async Task<List<string>> KeysAsync(Things table, string filter)
    {
        var keys = new List<string>();
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, cancellationToken: Cancel))
        {
            keys.Add(entity.RowKey);
        }

        return keys;
    }

    private static async Task FillAsync(Things table, int count, Func<int, TableEntity> row)
    {
        foreach (var partition in Enumerable.Range(0, count).Select(row).GroupBy(r => r.PartitionKey))
        {
            foreach (var chunk in partition.Chunk(100))
            {
                await table.Client.SubmitTransactionAsync(chunk.Select(r => new TableTransactionAction(TableTransactionActionType.Add, r)), Cancel);
            }
        }
    }

    private async Task<Things> TableAsync()
    {
        var connectionString = azurite.TakeAccount();
        var table = new TableClient(connectionString, "Things");
        await table.CreateAsync(Cancel);
        return new Things(connectionString, table);
    }

    private sealed record Things(string ConnectionString, TableClient Client)
    {
        public AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
            where T : class, ITableEntity
            => Client.QueryAsync<T>(filter, maxPerPage, select, cancellationToken);
    }

    public sealed class Row : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public long Ticks { get; set; }
    }
}
