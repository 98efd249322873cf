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

    /// <summary>Rows of one kind, by the letter of their key: <c>d</c> due, <c>r</c> in flight, <c>x</c> records …</summary>
    public async Task<IReadOnlyList<TableEntity>> OfKindAsync(char kind) =>
        [.. (await AllAsync()).Where(row => row.PartitionKey.StartsWith('s') && row.RowKey.StartsWith($"{kind}|", StringComparison.Ordinal))];

    /// <summary>
    /// What must hold whenever nothing is under way: no run in flight, nothing left to do, every slot free, no schedule with active runs, a due
    /// row for each enabled schedule and for no other, a mark for each schedule that says where its due row stands, and both records of each run alike.
    /// </summary>
    public async Task AssertAtRestAsync()
    {
        var rows = (await AllAsync()).Where(row => row.PartitionKey.StartsWith('s')).ToLookup(row => row.RowKey[0]);
        Assert.Empty(rows['r']);
        Assert.Empty(rows['q']);
        Assert.All(rows['g'], agent => Assert.Equal(("", ""), (agent.GetString("Running") ?? "", agent.GetString("Waiting") ?? "")));
        Assert.All(rows['s'], schedule => Assert.Equal(("", ""), (schedule.GetString("ActiveRuns") ?? "", schedule.GetString("Buffered") ?? "")));
        var enabled = rows['s'].Where(s => s.GetBoolean("Enabled") == true && s.GetDateTimeOffset("DeletedAt") is null).Select(s => s.GetString("Id")!).Order();
        Assert.Equal(enabled, rows['d'].Select(d => d.GetString("ScheduleId")!).Order());
        var marks = rows['n'].Where(n => n.GetDateTimeOffset("DueTime") is not null);
        Assert.Equal(rows['d'].Select(d => (d.GetString("ScheduleId"), d.GetDateTimeOffset("DueTime"))).Order(), marks.Select(n => (n.RowKey.Split('|')[^1], n.GetDateTimeOffset("DueTime"))).Order()!);
        Assert.Equal(rows['s'].Select(s => s.GetString("Id")!).Order(), rows['n'].Select(n => n.RowKey.Split('|')[^1]).Order());
        Assert.Equal(rows['x'].Where(x => x.GetString("ScheduleId") is not null).Select(Outcome).Order(), rows['y'].Select(Outcome).Order());

        static string Outcome(TableEntity run) => $"{run.GetString("RunId")} {run.GetString("Status")} {run.GetString("Reason")} {run.GetDateTimeOffset("FinishedAt"):O}";
    }
}
