using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Tests.Support;

/// <summary>
/// Adds up the records of all runs again and compares: what agents, schedules, days and owners say must be that, to the last token.
/// Good while no record has been purged, at rest or in the middle of things.
/// </summary>
public static class UsageCheck
{
    /// <returns>What does not agree; empty where all is well.</returns>
    public static IReadOnlyList<string> Problems(IReadOnlyList<TableEntity> rows)
    {
        var kinds = rows.Where(row => row.PartitionKey.StartsWith('s')).ToLookup(row => row.RowKey[0]);
        var problems = new List<string>();
        foreach (var row in kinds['g'])
        {
            var stored = AgentRow.Read(row);
            var (agent, spending) = (stored.Agent, stored.Queue.Spending);
            var of = $"{agent.Tenant}|{agent.Key.Segment}|";
            var ended = Ended(kinds['x'], $"x|{of}");
            var since = ended.Where(run => run.FinishedAt >= agent.CreatedAt).ToList(); // one that had the name before does not count
            Totals(row.RowKey, spending.Totals, since);
            Days(row.RowKey, kinds['u'].Where(day => day.RowKey.StartsWith($"u|{of}", StringComparison.Ordinal)), spending.Today, ended, withOwners: true);
            var month = since.Where(run => MonthSpend.FirstOf(DayUsage.DayOf(run)) == spending.Month.First).Aggregate(Tally.None, (sum, run) => sum.Add(run));
            Same($"{row.RowKey} terms without a run", string.Join(' ', stored.Queue.Terms.Keys.Except(stored.Queue.Running).Except(stored.Queue.Waiting)), string.Empty);
            Same($"{row.RowKey} month", (spending.Month.CostUsd, spending.Month.Tokens), (month.CostUsd, month.Tokens));
        }

        foreach (var row in kinds['s'])
        {
            var schedule = ScheduleRow.Read(row);
            var ended = Ended(kinds['y'], $"y|{schedule.Tenant}|{schedule.AgentKey.Segment}|{schedule.Id}|");
            Totals(row.RowKey, schedule.Totals, ended);
            var days = kinds['v'].Where(day => day.RowKey.StartsWith($"v|{schedule.Tenant}|{schedule.AgentKey.Segment}|", StringComparison.Ordinal) && day.RowKey.EndsWith($"|{schedule.Id}", StringComparison.Ordinal));
            Days(row.RowKey, days, schedule.Today, ended, withOwners: false);
        }

        foreach (var row in rows.Where(row => row.PartitionKey.StartsWith("o|", StringComparison.Ordinal) && row.RowKey == Keys.LedgerRow))
        {
            var (ledger, owner) = (OwnerAccount.Read(row), row.PartitionKey.Split('|'));
            var ended = Ended(kinds['x'], $"x|{owner[1]}|").Where(run => run.Owner == owner[2]).ToList();
            var today = ended.Where(run => DayUsage.DayOf(run) == ledger.Spending.Today.Day).Aggregate(Tally.None, (sum, run) => sum.Add(run.ForOwner()));
            var month = ended.Where(run => MonthSpend.FirstOf(DayUsage.DayOf(run)) == ledger.Spending.Month.First).Aggregate(Tally.None, (sum, run) => sum.Add(run.ForOwner()));
            var said = ledger.Spending.Today.Tally;
            Same($"{row.PartitionKey} today", (said.CostUsd, said.Tokens), (today.CostUsd, today.Tokens));
            Same($"{row.PartitionKey} month", (ledger.Spending.Month.CostUsd, ledger.Spending.Month.Tokens), (month.CostUsd, month.Tokens));
            Same($"{row.PartitionKey} reserved for runs that ended", string.Join(' ', ledger.UnderWay.Select(one => one.Run).Intersect(ended.Select(run => run.Id))), string.Empty);
        }

        foreach (var run in kinds['x'].Concat(kinds['y']).Select(RunRow.Read).Where(run => run.SettledUsd is not null || run.SettledTokens is not null))
        {
            // What a run settles at is in its record and counts above; only a run of unknown cost has it, and never less than is known.
            Same($"run {run.Id} settled", run.CostUnknown && run.Status.HasEnded() && run.CountedUsd >= (run.Answer?.CostUsd ?? 0), true);
        }

        return problems;

        void Totals(string key, RunTotals said, IReadOnlyList<Run> ended)
        {
            Same($"{key} totals", said.Tally, ended.Aggregate(Tally.None, (sum, run) => sum.Add(run)));
            Same($"{key} last run", said.LastRunAt is null ? ended.Count == 0 : ended.Any(run => run.FinishedAt == said.LastRunAt && run.Status == said.LastStatus), true);
        }

        void Days(string key, IEnumerable<TableEntity> over, DayUsage today, IReadOnlyList<Run> ended, bool withOwners)
        {
            var said = over.Select(DayUsage.Read).Append(today).Where(day => !day.IsEmpty)
                .GroupBy(day => day.Day).Select(same => same.Aggregate(DayUsage.On(same.Key), (sum, day) => sum.Plus(day)));
            var real = ended.GroupBy(DayUsage.DayOf)
                .Select(day => day.Aggregate(DayUsage.On(day.Key), (sum, run) => sum.Add(run, withOwners ? run.Owner ?? DayUsage.Others : null)));
            Same($"{key} days", string.Join("; ", said.OrderBy(day => day.Day).Select(Text)), string.Join("; ", real.OrderBy(day => day.Day).Select(Text)));
        }

        void Same<T>(string what, T said, T real)
        {
            if (!EqualityComparer<T>.Default.Equals(said, real))
            {
                problems.Add($"{what}: the row says {said}, the records come to {real}");
            }
        }
    }

    public static async Task AssertAsync(string storage) => Found.None(Problems(await new Rows(storage).AllAsync()));

    private static List<Run> Ended(IEnumerable<TableEntity> records, string prefix) =>
        [.. records.Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal)).Select(RunRow.Read).Where(run => run.Status.HasEnded() && run.StartedAt is not null)];

    /// <summary>Money may have been added up with trailing zeros.</summary>
    private static string Text(DayUsage day) => string.Join('\n', new[] { (day.Day.ToString("O"), day.Tally) }.Concat(day.Owners.Select(o => (o.Key, o.Value)))
        .Select(line => $"{line.Item1} {line.Item2 with { CostUsd = line.Item2.CostUsd / 1.000000000000000000000000000000000m }}"));
}
