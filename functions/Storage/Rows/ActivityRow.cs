using System.Globalization;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A feed entry as columns; its sequence number and its agent are in its key.</summary>
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

    /// <summary>Reads an entry. Null: its type or state is unknown to this release, while a newer one is being rolled out.</summary>
    public static ActivityEntry? Read(TableEntity row)
    {
        if (!Enum.TryParse<ActivityType>(row.Text("Type"), out var type) || !Enum.TryParse<ActivityState>(row.Text("State"), out var state))
        {
            return null;
        }

        return new ActivityEntry(type, state, row.Text("Actor"), row.Time("At"))
        {
            Sequence = SequenceOf(row),
            Agent = row.RowKey.Split('|') is [_, var tenant, var agent, _] ? AgentKey.Parse(tenant, agent).Name : null,
            ScheduleId = row.GetString("ScheduleId"),
            ScheduleName = row.GetString("ScheduleName"),
            Owner = row.GetString("Owner"),
            RelatedRunId = row.GetString("RunId") is { } run ? RunId.Parse(run) : null,
            Duration = row.Duration("DurationMs"),
            Details = row.GetString("Details"),
        };
    }

    public static long SequenceOf(TableEntity row) => long.MaxValue - long.Parse(row.RowKey.AsSpan(row.RowKey.LastIndexOf('|') + 1), CultureInfo.InvariantCulture);
}
