using System.Globalization;
using AgentSched.Runs;
using AgentSched.Storage;
using Azure.Data.Tables;

namespace AgentSched.Activities;

/// <summary>An entry as columns; its number and its agent are in its key.</summary>
internal static class ActivityRow
{
    public static TableEntity Write(ActivityEntry entry, string partition, string key) => new(partition, key)
    {
        ["Type"] = entry.Type.ToString(),
        ["State"] = entry.State.ToString(),
        ["Actor"] = entry.Actor,
        ["At"] = entry.At,
        ["ScheduleId"] = entry.ScheduleId,
        ["ScheduleName"] = entry.ScheduleName,
        ["Owner"] = entry.Owner,
        ["RunId"] = entry.RelatedRunId?.ToString(),
        ["DurationMs"] = entry.Duration.ToColumn(),
        ["Details"] = entry.Details,
    };

    public static ActivityEntry Read(TableEntity row)
    {
        var key = row.RowKey.Split('|');
        return new ActivityEntry(row.Word<ActivityType>("Type"), row.Word<ActivityState>("State"), row.Text("Actor"), row.Time("At"))
        {
            Sequence = long.MaxValue - long.Parse(key[^1], CultureInfo.InvariantCulture),
            Agent = key.Length > 2 ? key[2] : null,
            ScheduleId = row.GetString("ScheduleId"),
            ScheduleName = row.GetString("ScheduleName"),
            Owner = row.GetString("Owner"),
            RelatedRunId = row.GetString("RunId") is { } run ? RunId.Parse(run) : null,
            Duration = row.Duration("DurationMs"),
            Details = row.GetString("Details"),
        };
    }
}
