using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Schedules;

/// <summary>Enables, disables and pauses schedules; disabling and pausing take a note that gives the reason.</summary>
public sealed class PauseEndpoints(ScheduleEditing editor)
{
    internal const int MaxNote = 1000;

    /// <summary><c>POST /api/agents/{agent}/schedules/{id}/enable</c>: it fires from now on; also ends a pause, and retries a spec that did not work.</summary>
    [Function(nameof(EnableSchedule))]
    public Task<IResult> EnableSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ScheduleEndpoints.One + "/enable")] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        editor.ChangeAsync(
            request,
            agent,
            id,
            Enable,
            cancel);

    /// <summary><c>POST /api/agents/{agent}/schedules/{id}/disable {note?}</c>: it does not fire until it is enabled.</summary>
    [Function(nameof(DisableSchedule))]
    public async Task<IResult> DisableSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ScheduleEndpoints.One + "/disable")] HttpRequest request, string agent, string id, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadOptionalAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var note = fields.Text("note", max: MaxNote);
        return fields.Finish() ?? await editor.ChangeAsync(
            request,
            agent,
            id,
            (found, now) => Disable(found, note, now),
            cancel,
            need: Need.Stop);
    }

    /// <summary><c>POST /api/agents/{agent}/schedules/{id}/pause {until, note?}</c>: it does not fire before <c>until</c>, then resumes by itself.</summary>
    [Function(nameof(PauseSchedule))]
    public async Task<IResult> PauseSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ScheduleEndpoints.One + "/pause")] HttpRequest request, string agent, string id, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var until = fields.Instant("until");
        var note = fields.Text("note", max: MaxNote);
        if (until is null && !fields.Errors.Has("until"))
        {
            fields.Errors.Add("until", "is required; to pause without an end, disable the schedule");
        }

        return fields.Finish() ?? await editor.ChangeAsync(
            request,
            agent,
            id,
            (found, now) => Pause(found, until!.Value, note, now),
            cancel);
    }

    /// <summary>Edit that pauses a schedule until a time.</summary>
    internal static Edit Pause(EditableSchedule found, DateTimeOffset until, string? note, DateTimeOffset now) =>
        until <= now ? new Edit(Changed: null, Problem.Invalid("until", "is in the past"))
        : found.Schedule.Enabled ? new Edit(found.Schedule.Edited(now) with { PausedUntil = until, Note = note })
        : new Edit(Changed: null, Problem.Conflict("the schedule is disabled; enable it first, then pause it"));

    /// <summary>Edit that enables a schedule; refused if it has ended, whether it is enabled or not.</summary>
    internal static Edit Enable(EditableSchedule found, DateTimeOffset now) =>
        ScheduleEditing.Ended(found.Schedule with { PausedUntil = null }, found.Mark, now) is { } ended ? new Edit(Changed: null, ended)
        : found is { Schedule: { Enabled: true, PausedUntil: null, Problem: null }, Mark.Problem: null }
        ? default
        : new Edit(found.Schedule.Edited(now) with { Enabled = true, PausedUntil = null, Note = null, FailuresInARow = 0 });

    /// <summary>Edit that disables a schedule.</summary>
    internal static Edit Disable(EditableSchedule found, string? note, DateTimeOffset now) => !found.Schedule.Enabled && (note is null || note == found.Schedule.Note)
        ? default
        : new Edit(found.Schedule.Edited(now) with { Enabled = false, PausedUntil = null, Note = note });
}
