using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A due schedule as a row, whose key begins with the due time.</summary>
internal static class DueRow
{
    extension(DueSchedule due)
    {
        public string Key => Keys.Due(due.Next.DueTime, due.ScheduleId);

        public ETag ETag => new(due.Version!);

        /// <exception cref="InvalidDataException">A column is missing.</exception>
        /// <exception cref="ArgumentException">An enum word is unknown to this release.</exception>
        public static DueSchedule Read(TableEntity row) => new()
        {
            Shard = row.PartitionKey,
            Tenant = row.Text("Tenant"),
            Agent = row.Text("Agent"),
            AgentId = row.GetString("AgentId") ?? string.Empty,
            ScheduleId = row.Text("ScheduleId"),
            Owner = row.Text("Owner"),
            ScheduleName = row.GetString("ScheduleName"),
            Spec = ScheduleSpec.FromColumn(row.Text("Spec"), row.Text("ScheduleId")),
            Misfire = row.GetString("Misfire") is null ? default : row.Word<MisfirePolicy>("Misfire"),
            CatchUpWindow = row.Duration("CatchUpWindowMs"),
            Next = new Occurrence(row.GetDateTimeOffset("NominalTime") ?? row.Time("DueTime"), row.Time("DueTime")),
            Fired = row.GetInt32("Fired") ?? 0,
            ClaimedUntil = row.GetDateTimeOffset("ClaimedUntil"),
            Version = row.ETag.ToString(),
        };

        /// <summary>Whether a due row belongs to a schedule of the agent.</summary>
        public static bool IsOf(TableEntity row, Agent agent) => row.GetString("Tenant") == agent.Tenant && row.GetString("Agent") == agent.Name && row.AgentKey() == agent.Key;

        public TableEntity Write() => new(due.Shard, due.Key)
        {
            ["Tenant"] = due.Tenant,
            ["Agent"] = due.Agent,
            ["AgentId"] = due.AgentId.OrNull(),
            ["ScheduleId"] = due.ScheduleId,
            ["Owner"] = due.Owner,
            ["ScheduleName"] = due.ScheduleName,
            ["Spec"] = due.Spec.ToColumn(),
            ["Misfire"] = due.Misfire.ToString(),
            ["CatchUpWindowMs"] = due.CatchUpWindow.ToColumn(),
            ["NominalTime"] = due.Next.NominalTime,
            ["DueTime"] = due.Next.DueTime,
            ["Fired"] = due.Fired,
            ["ClaimedUntil"] = due.ClaimedUntil,
        };
    }
}
