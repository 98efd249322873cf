using AgentSched.Model.Activities;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A webhook delivery as a row: of the pending work, or of the dead-letter list.</summary>
internal static class DeliveryRow
{
    extension(Delivery delivery)
    {
        public static Delivery Read(TableEntity row) => new(
            row.Text("Tenant"), row.Text("Agent"), RunId.Parse(row.Text("RunId")), row.Text("WebhookId"), row.Word<WebhookEvent>("Event"), row.Time("At"), row.Time("DueAt"))
        {
            AgentId = row.GetString("AgentId") ?? string.Empty,
            ScheduleId = row.GetString("ScheduleId"),
            ScheduleName = row.GetString("ScheduleName"),
            Missed = row.GetInt32("Count") is { } count ? new MissedOccurrences(RunId.Parse(row.Text("RunId")), count, row.Time("First"), row.Time("Last")) : null,
            Attempts = row.Int("Attempts"),
            LastError = row.GetString("LastError"),
            LastStatus = row.GetInt32("LastStatus"),
        };

        /// <summary>As a row of the pending work.</summary>
        public TableEntity Write(string shard) => delivery.Write(shard, Keys.Delivery(delivery.Id));

        /// <summary>As a row of the dead-letter list.</summary>
        public TableEntity WriteDead(string shard, DateTimeOffset now)
        {
            var row = delivery.Write(shard, Keys.DeadDelivery(delivery.AgentKey, delivery.Id));
            row["DeadAt"] = now;
            return row;
        }

        private TableEntity Write(string shard, string key) => new(shard, key)
        {
            ["Tenant"] = delivery.Tenant,
            ["Agent"] = delivery.Agent,
            ["AgentId"] = delivery.AgentId.OrNull(),
            ["RunId"] = delivery.Run.ToString(),
            ["WebhookId"] = delivery.Webhook,
            ["Event"] = delivery.Event.ToString(),
            ["At"] = delivery.At,
            ["DueAt"] = delivery.DueAt,
            ["ScheduleId"] = delivery.ScheduleId,
            ["ScheduleName"] = delivery.ScheduleName,
            ["Count"] = delivery.Missed?.Count,
            ["First"] = delivery.Missed?.First,
            ["Last"] = delivery.Missed?.Last,
            ["Attempts"] = delivery.Attempts,
            ["LastError"] = delivery.LastError,
            ["LastStatus"] = delivery.LastStatus,
        };
    }
}
