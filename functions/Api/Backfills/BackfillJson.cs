using AgentSched.Model.Backfills;

namespace AgentSched.Api.Backfills;

/// <summary>A backfill as JSON.</summary>
internal static class BackfillJson
{
    public static object Answer(this BackfillOrder order) => new
    {
        order.Id,
        order.Agent,
        order.ScheduleId,
        order.By,
        order.From,
        order.To,
        order.State,
        order.Started,
        order.Known,
        left = order.Todo.Length,
        lastRunId = order.Active?.ToString(),
        order.Note,
        order.CreatedAt,
        order.FinishedAt,
    };
}
