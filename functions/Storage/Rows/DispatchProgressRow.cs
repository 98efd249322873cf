using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>Dispatch progress of a schedule, as a row beside the schedule.</summary>
internal static class DispatchProgressRow
{
    extension(DispatchProgress mark)
    {
        public ETag ETag => mark.Version is { } version ? new ETag(version) : default;

        public static DispatchProgress Read(TableEntity row) => new(
            row.GetDateTimeOffset("DueTime") is { } due ? new Occurrence(row.GetDateTimeOffset("NominalTime") ?? due, due) : null,
            row.GetDateTimeOffset("ClaimedUntil"),
            row.GetInt32("Fired") ?? 0,
            row.GetString("Problem"),
            row.ETag.ToString());

        public TableEntity Write(string shard, AgentKey agent, string scheduleId) => new(shard, Keys.Mark(agent, scheduleId))
        {
            ["NominalTime"] = mark.Next?.NominalTime,
            ["DueTime"] = mark.Next?.DueTime,
            ["ClaimedUntil"] = mark.ClaimedUntil,
            ["Fired"] = mark.Fired,
            ["Problem"] = mark.Problem,
        };
    }
}
