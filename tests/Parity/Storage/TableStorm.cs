using System.Collections.Concurrent;
using AgentSched.Faults;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

/// <summary>
/// Writers through a network that spoils every sixth request, and a model of what they were told. The originals report conflicts with
/// their own lost first tries, so this is for the stand-in alone.
/// </summary>
[Trait("shows", "originals")]
public sealed class TableStorm
{
    private const double Share = 0.17;

    private readonly AzuriteFixture _azurite;

    public TableStorm(AzuriteFixture azurite)
    {
        StandIn.Only("the originals report conflicts with their own lost first tries");
        _azurite = azurite;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public async Task With_one_writer_per_row_nothing_is_lost_or_half_done_and_no_conflict_is_made_up(int seed, int retries)
    {
        await using var network = await FaultyNetwork.StartAsync(_azurite, retries);
        var direct = await CreateAsync(network);
        network.Spoil(seed, Share, NoInsert);
        var writers = Enumerable.Range(0, 8).Select(w => new TableStormWriter(network.Table("Storm"), $"w{w}", new Random((seed * 100) + w))).ToList();
        await Task.WhenAll(writers.Select(w => w.RunAsync(steps: 40, Cancel)));
        await network.CalmAsync();
        foreach (var writer in writers)
            await writer.CheckAsync(direct, Cancel);
    }

    [Theory]
    [InlineData(1, 3, TableUpdateMode.Merge)]
    [InlineData(2, 1, TableUpdateMode.Replace)]
    public async Task With_many_writers_of_a_row_each_success_counts_once_and_each_conflict_has_a_rival(int seed, int retries, TableUpdateMode mode)
    {
        await using var network = await FaultyNetwork.StartAsync(_azurite, retries);
        var direct = await CreateAsync(network);
        await direct.AddEntityAsync(new TableEntity("p", "counter") { ["Count"] = 0, ["Log"] = "" }, Cancel);
        network.Spoil(seed, Share, NoInsert);
        var log = new SharedLog();
        var table = network.Table("Storm");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async w =>
        {
            for (var n = 0; n < 25; n++)
                await IncrementAsync($"{w}.{n}");
        }));
        await network.CalmAsync();
        var row = await RowAsync(direct);
        log.Check(row.GetString("Log")!, atLeast: 20);
        Assert.Equal(SharedLog.Tokens(row.GetString("Log")!).Count, row.GetInt32("Count"));

        async Task IncrementAsync(string token)
        {
            if (await Outcomes.ReadAsync(() => RowAsync(table)) is not { } row)
                return;
            var before = row.GetString("Log")!;
            var next = new TableEntity("p", "counter") { ["Count"] = row.GetInt32("Count") + 1, ["Log"] = SharedLog.Append(before, token) };
            var outcome = await Outcomes.OfAsync(() => table.UpdateEntityAsync(next, row.ETag, mode, Cancel));
            log.Add(token, outcome, before, (await RowAsync(direct)).GetString("Log")!, () => network.LostAnAnswerOf(token));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Of_many_claimers_at_most_one_is_told_that_it_won(int seed)
    {
        await using var network = await FaultyNetwork.StartAsync(_azurite, retries: 2);
        var direct = await CreateAsync(network);
        const int Rows = 60;
        foreach (var chunk in Enumerable.Range(0, Rows).Chunk(50))
            await direct.SubmitTransactionAsync(chunk.SelectMany(Due), Cancel);
        var dues = (await RowsAsync(direct)).ToDictionary(r => r.RowKey, r => r.ETag, StringComparer.Ordinal);
        network.Spoil(seed, 0.2, _ => true);
        var told = new ConcurrentBag<(int Row, string By, Outcome Outcome)>();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async claimer =>
        {
            var table = network.Table("Storm");
            for (var row = 0; row < Rows; row++)
                told.Add((row, $"{claimer}", await ClaimAsync(table, row, $"{claimer}")));
        }));
        await network.CalmAsync();

        var stored = (await RowsAsync(direct)).ToDictionary(r => r.RowKey, StringComparer.Ordinal);
        foreach (var row in told.GroupBy(t => t.Row))
        {
            var winner = row.Where(t => t.Outcome == Outcome.Done).Select(t => t.By).ToList();
            Assert.True(winner.Count <= 1, $"row {row.Key}: {winner.Count} claimers were told that it is theirs");
            var owner = stored.GetValueOrDefault($"claim{row.Key}")?.GetString("By");
            if (row.Key % 3 == 0)
            {
                // Who wrote its name is known by it: a winner is told so, or that the outcome is unknown, never that it lost.
                Assert.Equal(owner is null, stored.ContainsKey($"due{row.Key}"));
                Assert.All(winner, by => Assert.Equal(owner, by));
                Assert.All(row.Where(t => t.By == owner), t => Assert.NotEqual(Outcome.Conflict, t.Outcome));
            }

            if (row.Key % 3 != 1)
                Assert.Equal(stored.ContainsKey($"due{row.Key}"), stored.ContainsKey($"also{row.Key}"));
        }

        Assert.InRange(told.Count(t => t.Outcome == Outcome.Done), Rows / 2, Rows);

        static IEnumerable<TableTransactionAction> Due(int row) =>
        [
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", $"due{row}")),
            .. row % 3 == 1 ? Array.Empty<TableTransactionAction>() : [new(TableTransactionActionType.UpsertReplace, new TableEntity("p", $"also{row}"))],
        ];

        async Task<Outcome> ClaimAsync(TableClient table, int row, string by)
        {
            var (due, also) = (new TableEntity("p", $"due{row}"), new TableEntity("p", $"also{row}"));
            var status = 204;
            var outcome = await Outcomes.OfAsync(async () =>
            {
                if (row % 3 == 1)
                {
                    status = (await table.DeleteEntityAsync(due.PartitionKey, due.RowKey, dues[due.RowKey], Cancel)).Status;
                    return;
                }

                List<TableTransactionAction> actions =
                [
                    new(TableTransactionActionType.Delete, due, dues[due.RowKey]),
                    new(TableTransactionActionType.Delete, also, dues[also.RowKey]),
                ];
                if (row % 3 == 0)
                    actions.Add(new(TableTransactionActionType.Add, new TableEntity("p", $"claim{row}") { ["By"] = by }));
                await table.SubmitTransactionAsync(actions, Cancel);
            });
            return outcome == Outcome.Done && status == 404 ? Outcome.Conflict : outcome;
        }
    }

    private static bool NoInsert(StorageRequest request) => request.Kind != "table insert";

    private static async Task<TableClient> CreateAsync(FaultyNetwork network)
    {
        var direct = new TableClient(network.Direct, "Storm");
        await direct.CreateAsync(Cancel);
        return direct;
    }

    private static async Task<TableEntity> RowAsync(TableClient table) => (await table.GetEntityAsync<TableEntity>("p", "counter", cancellationToken: Cancel)).Value;

    private static async Task<List<TableEntity>> RowsAsync(TableClient table)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Cancel))
            rows.Add(row);
        return rows;
    }
}
