using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.Usage;
using AgentSched.Base;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Time.English;

namespace AgentSched.Api.Schedules;

/// <summary>A schedule as JSON: the fields that callers may write, and those that the app sets.</summary>
internal static class ScheduleAnswer
{
    /// <param name="schedule">The schedule.</param>
    /// <param name="mark">How far it has been dispatched. Null: not at all.</param>
    /// <param name="now">Current time.</param>
    public static JsonObject Of(Schedule schedule, DispatchProgress? mark, DateTimeOffset now)
    {
        var end = ScheduleEnd.Of(schedule, mark, now);
        var answer = Fields(new { schedule.Id, schedule.Agent, schedule.Owner });
        Add(answer, Fields(ScheduleFields.Of(schedule)));
        Add(answer, Fields(new
        {
            Human = schedule.Problem is null ? SpecWords.Describe(schedule.Spec.Resolved) : null,
            Problem = schedule.Problem ?? mark?.Problem,
            schedule.ChainProblem,
            endedAt = end?.At,
            endReason = end?.Reason,
            nextDueTime = schedule.NextOccurrence(mark, now)?.DueTime,
            schedule.CreatedAt,
            schedule.UpdatedAt,
            schedule.Version,
            schedule.DeletedAt,
            hook = schedule.HookVersion != 0,
            activeRuns = schedule.ActiveRuns.Length,
            waitingRuns = schedule.Buffered.Length,
            schedule.FailuresInARow,
            totals = schedule.Totals.Answer(),
            lastRuns = schedule.LastRuns.Select(run => new { runId = run.Id.ToString(), run.Status, run.Id.NominalTime, run.Duration }),
        }));
        return answer;
    }

    private static JsonObject Fields(object values) => JsonSerializer.SerializeToNode(values, Json.Options)!.AsObject();

    private static void Add(JsonObject answer, JsonObject more)
    {
        foreach (var (name, value) in more.ToList())
        {
            more.Remove(name);
            answer[name] = value;
        }
    }
}
