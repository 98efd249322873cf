using Azure.Data.Tables;

namespace AgentSched.Tests.Support;

/// <summary>Looks into the app's table, past the app: for what must be true of the rows themselves.</summary>
public sealed class Rows(string storage)
{
    private readonly TableClient _table = new(storage, "Scheduler");

    public async Task<IReadOnlyList<TableEntity>> AllAsync()
    {
        var rows = new List<TableEntity>();
        await foreach (var row in _table.QueryAsync<TableEntity>())
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Every row with its ETag: the same again where nothing was written.</summary>
    public async Task<IReadOnlyList<string>> ETagsAsync() => [.. (await AllAsync()).Select(row => $"{row.PartitionKey} {row.RowKey} {row.ETag}")];

    /// <summary>Rows of one kind, by the letter of their key: <c>d</c> due, <c>r</c> in flight, <c>x</c> records …</summary>
    public async Task<IReadOnlyList<TableEntity>> OfKindAsync(char kind) =>
        [.. (await AllAsync()).Where(row => row.PartitionKey.StartsWith('s') && row.RowKey.StartsWith($"{kind}|", StringComparison.Ordinal))];

    /// <summary>See <see cref="AtRest"/>.</summary>
    /// <exception cref="InvalidOperationException">Something does not hold; the message says all of it.</exception>
    public async Task AssertAtRestAsync() => Found.None(AtRest.Problems(await AllAsync()));
}
