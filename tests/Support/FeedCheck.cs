using System.Text.Json.Nodes;
using AgentSched.Model.Activities;
using AgentSched.Storage.Rows;
using Azure.Data.Tables;

namespace AgentSched.Tests.Support;

/// <summary>Compares feeds with records, at rest: each run is told of once when it started and once when it ended, and nothing is told that did not happen.</summary>
public static class FeedCheck
{
    private static readonly Dictionary<string, string> Ends = new()
    {
        ["Succeeded"] = "RunCompleted",
        ["Failed"] = "RunFailed",
        ["TimedOut"] = "RunFailed",
        ["Cancelled"] = "RunCancelled",
        ["Missed"] = "RunMissed",
        ["Skipped"] = "RunSkipped",
        ["Rejected"] = "RunRejected",
    };

    /// <returns>What does not agree; empty where all is well.</returns>
    public static IReadOnlyList<string> Problems(IReadOnlyList<TableEntity> rows)
    {
        var kinds = rows.Where(row => row.PartitionKey.StartsWith('s')).ToLookup(row => row.RowKey[0]);
        var problems = new List<string>();
        var told = kinds['a'].Select(row => (Entry: ActivityRow.Read(row)!, Type: row.GetString("Type")!, Run: row.GetString("RunId"))).ToList();
        var runs = kinds['x'].Where(run => run.GetDateTimeOffset("FinishedAt") is not null).ToList();

        // A stretch of missed occurrences is one entry; whether it stands for each of them is a matter of counting.
        var stretches = told.Where(e => e.Entry is { Type: ActivityType.RunMissed, RelatedRunId: null }).ToLookup(e => e.Entry.ScheduleId!);
        var missing = runs.Where(run => run.GetString("Status") == "Missed" && !told.Exists(e => e.Run == run.GetString("RunId"))).ToLookup(run => run.GetString("ScheduleId")!);
        foreach (var schedule in stretches.Select(s => s.Key).Union(missing.Select(s => s.Key)))
        {
            Same($"missed of {schedule}", stretches[schedule].Sum(e => (int)JsonNode.Parse(e.Entry.Details!)!["count"]!), missing[schedule].Count());
        }

        // One that had its slot ahead of its second and was taken back before it, or came back too late: told of as started, and never called.
        var takenBack = runs.Where(run => run.GetString("Status") is "Cancelled" or "Missed" or "Rejected" && run.GetDateTimeOffset("StartedAt") is null).Select(run => $"{run.GetString("RunId")} RunStarted").ToHashSet(StringComparer.Ordinal);
        var single = told.Where(e => e.Run is not null && e.Type.StartsWith("Run", StringComparison.Ordinal) && e.Type != "RunWaiting" && !takenBack.Contains($"{e.Run} {e.Type}")).Select(e => $"{e.Run} {e.Type}");
        var real = runs.Where(run => run.GetDateTimeOffset("StartedAt") is not null).Select(run => $"{run.GetString("RunId")} RunStarted")
            .Concat(runs.Except(missing.SelectMany(m => m)).Select(run => $"{run.GetString("RunId")} {Ends[run.GetString("Status")!]}"));
        Same("runs", string.Join('\n', single.Order(StringComparer.Ordinal)), string.Join('\n', real.Order(StringComparer.Ordinal)));
        foreach (var agent in kinds['g'])
        {
            Same(agent.RowKey, agent.GetInt64("ActivitySeq") ?? 0, kinds['a'].Where(e => e.RowKey.StartsWith($"a|{agent.GetString("Tenant")}|{AgentRow.Read(agent).Agent.Key.Segment}|", StringComparison.Ordinal)).Max(ActivityRow.SequenceOf));
        }

        return problems;

        void Same<T>(string what, T said, T happened)
        {
            if (!EqualityComparer<T>.Default.Equals(said, happened))
            {
                problems.Add($"{what}: told {said}, happened {happened}");
            }
        }
    }

    public static async Task AssertAsync(string storage) => Found.None(Problems(await new Rows(storage).AllAsync()));
}
