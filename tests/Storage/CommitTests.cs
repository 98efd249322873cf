using AgentSched.Faults;
using AgentSched.Storage.Tables;
using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Tests.Storage;

/// <summary>Transactions whose answers are lost, on the original client and Azurite.</summary>
[Trait("shows", "one-world")]
public sealed class CommitTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Shard = "s00";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private LossyStorage _storage = null!;
    private TableStore _ours = null!;
    private TableStore _rival = null!;

    public async ValueTask InitializeAsync()
    {
        _storage = await LossyStorage.StartAsync(azurite);
        (_ours, _rival) = (new TableStore(_storage.Clients()), new TableStore(_storage.Clients(direct: true)));
        await _storage.Clients(direct: true).Table.CreateIfNotExistsAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Theory]
    [InlineData("insert")]
    [InlineData("replace")]
    [InlineData("merge")]
    [InlineData("delete and insert")]
    [InlineData("delete")]
    [InlineData("delete with witness")]
    [InlineData("feed")]
    public async Task A_transaction_whose_answer_was_lost_is_committed_once(string what)
    {
        var transaction = await MakeAsync(what);
        _storage.LoseAnswers();
        Assert.True(await _ours.CommitAsync(transaction, Cancel));
        Assert.Equal(1, _storage.Lost);
        Assert.Null(transaction.ETags); // others may have changed its rows by now
        Assert.Equal(what.StartsWith("delete", StringComparison.Ordinal) ? null : "ours", (await Value("g|main|alice")));
    }

    [Theory]
    [InlineData("insert")]
    [InlineData("replace")]
    [InlineData("merge")]
    [InlineData("delete and insert")]
    [InlineData("delete with witness")]
    [InlineData("feed")]
    public async Task A_rival_that_was_faster_is_seen_although_the_first_try_had_no_answer(string what)
    {
        var (ours, rivals) = (await MakeAsync(what), await MakeAsync(what, "rival's"));
        _storage.LoseRequests(matches: null, async () => Assert.True(await _rival.CommitAsync(rivals, Cancel)));
        Assert.False(await _ours.CommitAsync(ours, Cancel));
        Assert.Equal(what.StartsWith("delete", StringComparison.Ordinal) ? null : "rival's", await Value("g|main|alice"));
    }

    [Theory] // what somebody else does with a row between our commit and its second copy; whether the rest still proves the commit
    [InlineData("insert", "replaced", false)] // nothing of it is left
    [InlineData("insert", "merged", false)]
    [InlineData("feed", "replaced", true)] // the feed's entry stays
    [InlineData("feed", "deleted", true)]
    [InlineData("delete and insert", "deleted", true)]
    [InlineData("delete with witness", "inserted", true)]
    [InlineData("delete", "inserted", false)]
    [InlineData("replace keeping ids", "replaced", true)]
    public async Task A_transaction_that_others_built_on_is_recognised_by_any_row_that_is_left(string what, string then, bool recognised)
    {
        var transaction = await MakeAsync(what);
        _storage.LoseAnswers(meanwhile: async () =>
        {
            var row = Row("g|main|alice", "later");
            var read = await _rival.GetAsync(Shard, row.RowKey, Cancel);
            Assert.True(await _rival.CommitAsync(
                then switch
                {
                    "replaced" => new Transaction(Shard).Replace(row, read!.ETag, what == "replace keeping ids" ? read.GetString(Transaction.IdColumn) : null),
                    "merged" => new Transaction(Shard).Merge(row, read!.ETag),
                    "inserted" => new Transaction(Shard).Insert(row),
                    _ => new Transaction(Shard).Delete(read is null ? "r|1" : row.RowKey, ETag.All),
                },
                Cancel));
        });
        Assert.Equal(recognised, await _ours.CommitAsync(transaction, Cancel));
        Assert.Equal(then == "deleted" ? null : "later", await Value("g|main|alice"));
    }

    [Fact] // nothing refuses the second copy; docs/storage.md says which transactions are such, and why it does no harm there
    public async Task A_transaction_of_inserts_only_is_carried_out_again_where_its_rows_were_deleted_meanwhile()
    {
        _storage.LoseAnswers(meanwhile: async () => Assert.True(await _rival.CommitAsync(new Transaction(Shard).Delete("g|main|alice", ETag.All), Cancel)));
        Assert.True(await _ours.CommitAsync(await MakeAsync("insert"), Cancel));
        Assert.Equal("ours", await Value("g|main|alice"));
    }

    [Fact]
    public async Task A_refusal_of_the_only_try_costs_no_request_more()
    {
        await _rival.CommitAsync(await MakeAsync("insert"), Cancel);
        _storage.Proxy.ClearRequests();
        Assert.False(await _ours.CommitAsync(await MakeAsync("insert"), Cancel));
        Assert.Equal(["table batch"], _storage.Proxy.Requests.Select(request => request.Kind));
    }

    [Theory] // what becomes of each copy of the request; what the caller is told: true, false or an error
    [InlineData("lost lost", "true")]
    [InlineData("reset late", "true")]
    [InlineData("500 lost", "true")]
    [InlineData("503", "true")]
    [InlineData("lost 503 503 503 503 503", "true")] // nobody ever answers it, but the row does
    [InlineData("reset reset reset reset reset reset", "error")]
    public async Task Whatever_happens_to_a_transaction_it_is_done_once_or_told_to_be_unknown(string copies, string told)
    {
        var fates = new Queue<string>(copies.Split(' '));
        _storage.Proxy.Decide = request => request.Kind != "table batch" || !fates.TryDequeue(out var fate) ? ProxyVerdict.Forward : fate switch
        {
            "lost" => ProxyVerdict.LoseResponse,
            "late" => ProxyVerdict.Late.Delayed(TimeSpan.FromMilliseconds(100)),
            "reset" => ProxyVerdict.Reset,
            var status => ProxyVerdict.Fail(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), "InternalError"),
        };
        string answer;
        try
        {
            answer = await _ours.CommitAsync(await MakeAsync("insert"), Cancel) ? "true" : "false";
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            answer = "error";
        }

        Assert.Equal(told, answer);
        Assert.Equal(told == "true" ? "ours" : null, await Value("g|main|alice"));
    }

    [Fact]
    public async Task A_row_keeps_the_ids_of_its_last_writers_where_they_pass_them_on()
    {
        var first = await MakeAsync("insert");
        Assert.True(await _ours.CommitAsync(first, Cancel));
        for (var i = 0; i < 9; i++)
        {
            var read = (await _ours.GetAsync(Shard, "g|main|alice", Cancel))!;
            var next = new Transaction(Shard).Replace(Row("g|main|alice", "later"), read.ETag, read.GetString(Transaction.IdColumn));
            Assert.True(await _ours.CommitAsync(next, Cancel));
            var now = (await _ours.GetAsync(Shard, "g|main|alice", Cancel))!;
            Assert.True(next.Wrote(now));
            Assert.Equal(i < 5, first.Wrote(now)); // six in all
        }
    }

    private async Task<Transaction> MakeAsync(string what, string by = "ours")
    {
        var row = Row("g|main|alice", by);
        if (what is "insert")
        {
            return new Transaction(Shard).Insert(row);
        }

        await _rival.CommitAsync(new Transaction(Shard).Insert(Row("g|main|alice", "before")), Cancel);
        var etag = (await _rival.GetAsync(Shard, "g|main|alice", Cancel))!.ETag;
        return what switch
        {
            "replace" or "replace keeping ids" => new Transaction(Shard).Replace(row, etag),
            "merge" => new Transaction(Shard).Merge(row, etag),
            "feed" => new Transaction(Shard).Insert(Row("a|main|alice|1", by)).Merge(row, etag),
            "delete" => new Transaction(Shard).Delete(row.RowKey, etag),
            "delete with witness" => new Transaction(Shard).Delete(row.RowKey, etag).WithWitness(),
            _ => new Transaction(Shard).Delete(row.RowKey, etag).Insert(Row("r|1", by)).Insert(Row("r|2", by)),
        };
    }

    private async Task<string?> Value(string row) => (await _rival.GetAsync(Shard, row, Cancel))?.GetString("By");

    private static TableEntity Row(string key, string by) => new(Shard, key) { ["By"] = by };
}
