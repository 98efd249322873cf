using Azure;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

/// <summary>Owns the rows of a partition, changes them at random, and remembers what it was told. Rows in doubt are not touched again, so that each doubt can be settled at the end.</summary>
internal sealed class TableStormWriter(TableClient table, string partition, Random random)
{
    private readonly List<(string Key, string Token, ETag Tag)> _live = [];
    private readonly Dictionary<string, string?[]> _allowed = new(StringComparer.Ordinal);
    private readonly List<Move> _doubtfulMoves = [];
    private (string Key, int Count, ETag Tag)? _counter;
    private int _names;

    public async Task RunAsync(int steps, CancellationToken cancel)
    {
        for (var step = 0; step < steps; step++)
        {
            if (_live.Count < 2)
                await InsertAsync(cancel);
            else
                await (random.Next(5) switch { 0 => InsertAsync(cancel), 1 => UpdateAsync(TableUpdateMode.Merge, cancel), 2 => UpdateAsync(TableUpdateMode.Replace, cancel), 3 => DeleteAsync(cancel), _ => MoveAsync(cancel) });
        }
    }

    /// <summary>Compares what is stored with what was told.</summary>
    public async Task CheckAsync(TableClient direct, CancellationToken cancel)
    {
        var stored = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        await foreach (var row in direct.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancel))
            stored.Add(row.RowKey, row);
        foreach (var move in _doubtfulMoves)
        {
            var done = stored.ContainsKey(move.Record);
            Assert.Equal(done, !stored.ContainsKey(move.From));
            Assert.Equal(done, stored.ContainsKey(move.To));
            Assert.Equal(move.Count + (done ? 1 : 0), stored[move.Counter].GetInt32("Count"));
            Allow(move.Record, done ? move.Token : null);
            Allow(move.From, done ? null : move.FromToken);
            Allow(move.To, done ? move.Token : null);
            Allow(move.Counter, done ? move.Token : stored[move.Counter].GetString("Token"));
        }

        foreach (var (key, allowed) in _allowed)
            Assert.Contains(stored.GetValueOrDefault(key)?.GetString("Token"), allowed);
        Assert.Empty(stored.Keys.Except(_allowed.Keys, StringComparer.Ordinal));
        if (_counter is { } counter)
            Assert.Equal(counter.Count, stored[counter.Key].GetInt32("Count"));
    }

    private string Name() => $"{partition}-{_names++}";

    private void Allow(string key, params string?[] tokens) => _allowed[key] = tokens;

    private TableEntity Row(string key, string token) => new(partition, key) { ["Token"] = token };

    private (string Key, string Token, ETag Tag) Take()
    {
        var at = random.Next(_live.Count);
        var row = _live[at];
        _live.RemoveAt(at);
        return row;
    }

    private async Task<Response?> TryAsync(Func<Task<Response>> call)
    {
        Response? response = null;
        var outcome = await Outcomes.OfAsync(async () => response = await call());
        Assert.NotEqual(Outcome.Conflict, outcome);
        return response;
    }

    private async Task InsertAsync(CancellationToken cancel)
    {
        var (key, token) = (Name(), Name());
        var done = await TryAsync(() => table.AddEntityAsync(Row(key, token), cancel));
        Allow(key, done is null ? [token, null] : [token]);
        if (done is not null)
            _live.Add((key, token, done.Headers.ETag!.Value));
    }

    private async Task UpdateAsync(TableUpdateMode mode, CancellationToken cancel)
    {
        var (row, token) = (Take(), Name());
        var done = await TryAsync(() => table.UpdateEntityAsync(Row(row.Key, token), row.Tag, mode, cancel));
        Allow(row.Key, done is null ? [token, row.Token] : [token]);
        if (done is not null)
            _live.Add((row.Key, token, done.Headers.ETag!.Value));
    }

    private async Task DeleteAsync(CancellationToken cancel)
    {
        var row = Take();
        var done = await TryAsync(() => table.DeleteEntityAsync(partition, row.Key, row.Tag, cancel));
        Allow(row.Key, done is null ? [row.Token, null] : [null]);
    }

    /// <summary>One row goes, another comes, a record says so, and a counter counts it: all or nothing.</summary>
    private async Task MoveAsync(CancellationToken cancel)
    {
        if (await CounterAsync(cancel) is not { } counter)
            return;
        var row = Take();
        var move = new Move(row.Key, row.Token, Name(), Name(), counter.Key, counter.Count, Name());
        Response<IReadOnlyList<Response>>? done = null;
        var outcome = await Outcomes.OfAsync(async () => done = await table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Delete, new TableEntity(partition, row.Key), row.Tag),
                new(TableTransactionActionType.Add, Row(move.To, move.Token)),
                new(TableTransactionActionType.Add, Row(move.Record, move.Token)),
                new(TableTransactionActionType.UpdateMerge, new TableEntity(partition, counter.Key) { ["Count"] = counter.Count + 1, ["Token"] = move.Token }, counter.Tag),
            ],
            cancel));
        Assert.NotEqual(Outcome.Conflict, outcome);
        if (done is null)
        {
            _doubtfulMoves.Add(move);
            _counter = null;
            return;
        }

        Allow(row.Key, [null]);
        Allow(move.To, move.Token);
        Allow(move.Record, move.Token);
        Allow(counter.Key, move.Token);
        _live.Add((move.To, move.Token, done.Value[1].Headers.ETag!.Value));
        _counter = (counter.Key, counter.Count + 1, done.Value[3].Headers.ETag!.Value);
    }

    private async Task<(string Key, int Count, ETag Tag)?> CounterAsync(CancellationToken cancel)
    {
        if (_counter is not null)
            return _counter;
        var (key, token) = (Name(), Name());
        var done = await TryAsync(() => table.AddEntityAsync(new TableEntity(partition, key) { ["Count"] = 0, ["Token"] = token }, cancel));
        Allow(key, done is null ? [token, null] : [token]);
        return _counter = done is null ? null : (key, 0, done.Headers.ETag!.Value);
    }

    private sealed record Move(string From, string FromToken, string To, string Record, string Counter, int Count, string Token);
}
