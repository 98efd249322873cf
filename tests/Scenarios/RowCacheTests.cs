using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Tests.Scenarios;

/// <summary>What a process remembers of rows, after what happened to them.</summary>
[Trait("shows", "runs")]
public sealed class RowCacheTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly ScriptedStore _store = new();
    private readonly RowCache _cache;

    public RowCacheTests() => _cache = new RowCache(_store);

    [Fact]
    public async Task A_row_that_was_read_is_remembered_and_one_that_is_not_there_is_not()
    {
        Assert.Null(await _cache.ReadAsync("s00", "g|main|alice", Cancel));
        Assert.Null(_cache.Recall("s00", "g|main|alice"));
        _store.Row = Row("g|main|alice", "one");
        await _cache.ReadAsync("s00", "g|main|alice", Cancel);
        Assert.Equal("one", _cache.Recall("s00", "g|main|alice")!.ETag.ToString());
        Assert.Null(_cache.Recall("s00", "g|main|alice", TimeSpan.Zero));
        _store.Row = null;
        await _cache.ReadAsync("s00", "g|main|alice", Cancel);
        Assert.Null(_cache.Recall("s00", "g|main|alice"));
    }

    [Fact]
    public async Task A_commit_changes_what_is_remembered_as_it_changed_the_row()
    {
        _store.Row = Row("g|main|alice", "one");
        var read = (await _cache.ReadAsync("s00", "g|main|alice", Cancel))!;
        _store.ETags = ["two"];
        Assert.True(await _cache.CommitAsync(new Transaction("s00").Merge(new TableEntity("s00", "g|main|alice") { ["Running"] = "x", ["Url"] = null }, read.ETag), Cancel));

        var now = _cache.Recall("s00", "g|main|alice")!;
        Assert.Equal(("two", "x", "http://a"), (now.ETag.ToString(), now.GetString("Running"), now.GetString("Url")));
        Assert.Equal(("one", null), (read.ETag.ToString(), read.GetString("Running"))); // who holds the old one keeps it
    }

    [Theory] // what the store says; what is then remembered of a row that was
    [InlineData(true, "two", "two")]
    [InlineData(true, null, null)] // a store that tells no ETags
    [InlineData(false, null, null)]
    [InlineData(null, null, null)] // it throws: nobody knows what happened
    public async Task A_row_is_forgotten_where_its_ETag_is_not_known(bool? commits, string? told, string? remembered)
    {
        _store.Row = Row("s|main|alice|k3v9q2m7x4b8c1d5", "one");
        var read = (await _cache.ReadAsync("s00", _store.Row.RowKey, Cancel))!;
        (_store.Commits, _store.ETags) = (commits, told is null ? null : [told]);
        var commit = _cache.CommitAsync(new Transaction("s00").Merge(new TableEntity("s00", read.RowKey), read.ETag), Cancel);
        if (commits is null)
        {
            await Assert.ThrowsAsync<RequestFailedException>(() => commit);
        }
        else
        {
            Assert.Equal(commits, await commit);
        }

        Assert.Equal(remembered, _cache.Recall("s00", read.RowKey)?.ETag.ToString());
    }

    [Fact]
    public async Task A_merge_onto_another_row_than_the_remembered_one_forgets_it()
    {
        _store.Row = Row("g|main|alice", "old");
        await _cache.ReadAsync("s00", "g|main|alice", Cancel);
        _store.ETags = ["three"];
        await _cache.CommitAsync(new Transaction("s00").Merge(new TableEntity("s00", "g|main|alice"), new ETag("two")), Cancel);
        Assert.Null(_cache.Recall("s00", "g|main|alice"));
    }

    [Fact]
    public async Task New_rows_are_remembered_deleted_ones_and_those_of_other_kinds_are_not()
    {
        _store.ETags = ["1", "2", "3"];
        await _cache.CommitAsync(new Transaction("s00").Insert(Row("g|main|alice")).Insert(Row("s|main|alice|a")).Insert(Row("r|1|a")), Cancel);
        Assert.Equal(2, _cache.Count);
        _store.ETags = [""];
        await _cache.CommitAsync(new Transaction("s00").Delete("g|main|alice", new ETag("1")), Cancel);
        Assert.Equal("2", _cache.Recall("s00", "s|main|alice|a")!.ETag.ToString());
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public async Task It_is_bounded_and_what_was_not_used_for_longest_goes_first()
    {
        var message = new string('m', 30_000);
        for (var i = 0; i < 1_000; i++)
        {
            var row = Row($"s|main|alice|{i}");
            row["Message"] = message;
            _store.ETags = [$"{i}"];
            await _cache.CommitAsync(new Transaction("s00").Insert(row), Cancel);
            Assert.NotNull(_cache.Recall("s00", "s|main|alice|0"));
        }

        Assert.InRange(_cache.Count, 500, RowCache.MaxCharacters / message.Length);
        Assert.Null(_cache.Recall("s00", "s|main|alice|1"));
        Assert.NotNull(_cache.Recall("s00", "s|main|alice|999"));
    }

    private static TableEntity Row(string key, string? etag = null)
    {
        var row = new TableEntity("s00", key) { ["Url"] = "http://a" };
        if (etag is not null)
        {
            row.ETag = new ETag(etag);
        }

        return row;
    }

    /// <summary>Answers as it is told.</summary>
    private sealed class ScriptedStore() : TableStore(new StorageClients(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" }).Build(), new RequestCounter()))
    {
        public TableEntity? Row { get; set; }

        public bool? Commits { get; set; } = true;

        public IReadOnlyList<string>? ETags { get; set; }

        internal override Task<TableEntity?> GetAsync(string partition, string row, CancellationToken cancel) => Task.FromResult(Row);

        internal override Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
        {
            if (Commits is not { } commits)
            {
                throw new RequestFailedException(500, "storage is not well");
            }

            if (commits && ETags is not null)
            {
                transaction.ETags = [.. ETags.Select(tag => tag.Length == 0 ? default : new ETag(tag))];
            }

            return Task.FromResult(commits);
        }
    }
}
