using Azure.Data.Tables;

namespace AgentSched.Tests.Support;

/// <summary>
/// What must hold whenever nothing is under way: no run in flight, nothing left to do, every slot free, no schedule with active runs, a due
/// row for each enabled schedule that has occurrences left and for no other, a mark for each schedule that says where its due row stands, and both records of each run alike.
/// </summary>
public static class AtRest
{
    /// <returns>What does not hold; empty where all is well.</returns>
    public static IReadOnlyList<string> Problems(IReadOnlyList<TableEntity> all)
    {
        var rows = all.Where(row => row.PartitionKey.StartsWith('s')).ToLookup(row => row.RowKey[0]);
        var problems = new List<string>();
        problems.AddRange(rows['r'].Select(run => $"{run.RowKey} is in flight: {run.GetString("Status")}"));
        problems.AddRange(rows['q'].Select(left => $"{left.RowKey} is left to do"));
        problems.AddRange(rows['g'].Where(agent => IsSet(agent, "Running") || IsSet(agent, "Waiting")).Select(agent => $"{agent.RowKey} has slots taken: {agent.GetString("Running")}, waiting: {agent.GetString("Waiting")}"));
        problems.AddRange(rows['s'].Where(schedule => IsSet(schedule, "ActiveRuns") || IsSet(schedule, "Buffered")).Select(schedule => $"{schedule.RowKey} has active runs: {schedule.GetString("ActiveRuns")}, buffered: {schedule.GetString("Buffered")}"));

        var fired = rows['y'].Select(run => run.GetString("ScheduleId")).ToHashSet(StringComparer.Ordinal);
        var enabled = rows['s'].Where(s => s.GetBoolean("Enabled") == true && s.GetDateTimeOffset("DeletedAt") is null && !(IsOnce(s) && fired.Contains(Id(s)))).Select(Id);
        Same("due rows, of enabled schedules", enabled, rows['d'].Select(d => d.GetString("ScheduleId")!));
        var marks = rows['n'].Where(n => n.GetDateTimeOffset("DueTime") is not null);
        Same("marks that say where due rows stand", rows['d'].Select(d => $"{d.GetString("ScheduleId")} {d.GetDateTimeOffset("DueTime"):O}"), marks.Select(n => $"{n.RowKey.Split('|')[^1]} {n.GetDateTimeOffset("DueTime"):O}"));
        Same("marks, of schedules", rows['s'].Select(Id), rows['n'].Select(n => n.RowKey.Split('|')[^1]));
        Same("records by schedule", rows['x'].Where(x => x.GetString("ScheduleId") is not null).Select(Outcome), rows['y'].Select(Outcome));
        return problems;

        void Same(string what, IEnumerable<string> expected, IEnumerable<string> found)
        {
            var (wanted, there) = (expected.CountBy(text => text, StringComparer.Ordinal).ToHashSet(), found.CountBy(text => text, StringComparer.Ordinal).ToHashSet());
            problems.AddRange(wanted.Except(there).Select(one => $"{what}: not there as often as it should ({one.Value}): {one.Key}"));
            problems.AddRange(there.Except(wanted).Select(one => $"{what}: there so often, which it should not ({one.Value}): {one.Key}"));
        }
    }

    private static string Id(TableEntity schedule) => schedule.GetString("Id")!;

    /// <summary>One local time instead of a pattern: its one run is its last.</summary>
    private static bool IsOnce(TableEntity schedule) => schedule.GetString("Spec")!.Contains("\"at\":\"", StringComparison.Ordinal);

    private static bool IsSet(TableEntity row, string column) => !string.IsNullOrEmpty(row.GetString(column));

    private static string Outcome(TableEntity run) => $"{run.GetString("RunId")} {run.GetString("Status")} {run.GetString("Reason")} {run.GetDateTimeOffset("FinishedAt"):O}";
}
