using System.Globalization;
using AgentSched.Model.Backfills;
using AgentSched.Model.Runs;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A backfill order as it was read, with the ETag that guards its next step.</summary>
internal sealed record StoredBackfill(BackfillOrder Order, ETag ETag);

/// <summary>A backfill order as columns.</summary>
internal static class BackfillRow
{
    public static string KeyOf(BackfillOrder order) => Keys.Backfill(order.AgentKey, order.ScheduleId, order.Id);

    /// <summary>The row that names the running order of a schedule (at most one), in the key range that the sweep reads.</summary>
    public static TableEntity WriteActive(BackfillOrder order, string shard) => new(shard, Keys.ActiveBackfill(order.AgentKey, order.ScheduleId))
    {
        ["Tenant"] = order.Tenant,
        ["Agent"] = order.Agent,
        ["AgentId"] = order.AgentId.OrNull(),
        ["ScheduleId"] = order.ScheduleId,
        ["BackfillId"] = order.Id,
    };

    public static TableEntity Write(BackfillOrder order, string shard) => new(shard, KeyOf(order))
    {
        ["Id"] = order.Id,
        ["Tenant"] = order.Tenant,
        ["Agent"] = order.Agent,
        ["AgentId"] = order.AgentId.OrNull(),
        ["ScheduleId"] = order.ScheduleId,
        ["By"] = order.By,
        ["CreatedAt"] = order.CreatedAt,
        ["From"] = order.From,
        ["To"] = order.To,
        ["State"] = order.State.ToString(),
        ["Todo"] = string.Join(' ', order.Todo.Select(t => t.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))), // 1,000 are 11,000 characters
        ["Active"] = order.Active?.ToString(),
        ["Started"] = order.Started,
        ["Known"] = order.Known,
        ["Note"] = order.Note,
        ["FinishedAt"] = order.FinishedAt,
    };

    public static StoredBackfill Read(TableEntity row) => new(
        new BackfillOrder
        {
            Id = row.Text("Id"),
            Tenant = row.Text("Tenant"),
            Agent = row.Text("Agent"),
            AgentId = row.GetString("AgentId") ?? string.Empty,
            ScheduleId = row.Text("ScheduleId"),
            By = row.Text("By"),
            CreatedAt = row.Time("CreatedAt"),
            From = row.Time("From"),
            To = row.Time("To"),
            State = row.Word<BackfillState>("State"),
            Todo = [.. row.Text("Todo").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => DateTimeOffset.FromUnixTimeSeconds(long.Parse(t, CultureInfo.InvariantCulture)))],
            Active = row.GetString("Active") is { } run ? RunId.Parse(run) : null,
            Started = row.Int("Started"),
            Known = row.Int("Known"),
            Note = row.GetString("Note"),
            FinishedAt = row.GetDateTimeOffset("FinishedAt"),
        },
        row.ETag);
}
