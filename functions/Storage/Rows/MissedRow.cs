using AgentSched.Model.Activities;
using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>Row of a claim's missed occurrences, from which the agent's feed entry is made; one row for all of them.</summary>
internal static class MissedRow
{
    /// <param name="due">The due row that is claimed.</param>
    /// <param name="missed">The records, in order; at least one.</param>
    /// <param name="now">Current time.</param>
    internal static TableEntity Of(DueSchedule due, IReadOnlyList<Run> missed, DateTimeOffset now) => new(due.Shard, Keys.Missed(due.AgentKey, due.ScheduleId, missed[^1].NominalTime))
    {
        ["Tenant"] = due.Tenant,
        ["Agent"] = due.Agent,
        ["AgentId"] = due.AgentId.OrNull(),
        ["ScheduleId"] = due.ScheduleId,
        ["Owner"] = due.Owner,
        ["At"] = now,
        ["Count"] = missed.Count,
        ["First"] = missed[0].DueTime,
        ["Last"] = missed[^1].DueTime,
        ["Reason"] = missed[^1].Reason!.Value.ToString(),
        ["Sentence"] = missed[^1].Sentence,
        ["RunId"] = missed.Count == 1 ? missed[0].Id.ToString() : null,
        ["LastRunId"] = missed[^1].Id.ToString(),
    };

    /// <summary>The occurrences of a row. Null: it is of a release that did not store the last run.</summary>
    internal static MissedOccurrences? OccurrencesOf(TableEntity row) =>
        row.GetString("LastRunId") is { } last ? new MissedOccurrences(RunId.Parse(last), row.Int("Count"), row.Time("First"), row.Time("Last")) : null;

    internal static ActivityEntry EntryOf(TableEntity row, string? schedule) => new(ActivityType.RunMissed, ActivityState.Missed, ActivityEntry.Scheduler, row.Time("At"))
    {
        ScheduleId = row.Text("ScheduleId"),
        ScheduleName = schedule,
        Owner = row.GetString("Owner"),
        RelatedRunId = row.GetString("RunId") is { } run ? RunId.Parse(run) : null,
        Details = Details.Of(new
        {
            Trigger = RunTrigger.Schedule,
            Status = RunStatus.Missed,
            Reason = row.Word<RunReason>("Reason"),
            Sentence = Details.Short(row.GetString("Sentence")),
            Count = row.Int("Count"),
            FirstDueTime = row.Time("First"),
            LastDueTime = row.Time("Last"),
        }),
    };
}
