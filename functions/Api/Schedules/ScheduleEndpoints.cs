using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Schedules;

/// <summary>Creates, reads, replaces, changes and deletes the schedules of an agent.</summary>
public sealed class ScheduleEndpoints(
    ScheduleTable schedules, ScheduleEditing editor, ChainCheck chains, CrowdingCheck crowding, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    internal const string OfAgent = "agents/{agent}/schedules";
    internal const string One = OfAgent + "/{id}";

    /// <summary>
    /// <c>POST /api/agents/{agent}/schedules {name, cron, zone, message, …}</c>. With an <c>Idempotency-Key</c>, a repeated request returns the
    /// schedule that the first one created; a different request under the same key is refused.
    /// </summary>
    [Function(nameof(CreateSchedule))]
    public async Task<IResult> CreateSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfAgent)] HttpRequest request, CancellationToken cancel)
    {
        var (caller, target) = (Caller.Of(request), request.FoundAgent().Agent);
        var (key, tooLong) = IdempotencyKey.Read(request);
        if (tooLong is not null)
        {
            return tooLong;
        }

        var (body, problem) = await JsonBody.ReadBytesAsync(request, cancel);
        if (body is null)
        {
            return problem!;
        }

        using var fields = JsonBody.Fields(body, request);
        var now = clock.GetUtcNow();
        var id = key.Length == 0 ? ScheduleId.Random() : ScheduleId.Of(target.Tenant, caller.Name, target.Key.Segment, key);
        var schedule = ScheduleJson.Parse(fields, before: null, id, caller, target, options.Value, now);
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        return key.Length == 0
            ? await editor.CreateAsync(schedule!, now, cancel, caller) ?? await AnswerCreatedAsync(request, schedule!, cancel)
            : await CreateOnceAsync(request, schedule! with { RequestHash = BodyHash.Of(request) }, now, cancel);
    }

    /// <summary><c>GET /api/agents/{agent}/schedules/{id}</c>.</summary>
    [Function(nameof(GetSchedule))]
    public async Task<IResult> GetSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, CancellationToken cancel) =>
        editor.Answer(request, await chains.WithProblemAsync(request.FoundSchedule().Schedule, cancel), request.FoundSchedule().Mark);

    /// <summary><c>PUT /api/agents/{agent}/schedules/{id} {…}</c>: replaces all writable fields; a field that is not in the body gets its default.</summary>
    [Function(nameof(ReplaceSchedule))]
    public Task<IResult> ReplaceSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        EditAsync(request, agent, id, (body, _) => JsonBody.Fields(body, request), cancel);

    /// <summary><c>PATCH /api/agents/{agent}/schedules/{id} {…}</c>: changes the fields in the body (JSON merge patch); null resets a field to its default.</summary>
    [Function(nameof(ChangeSchedule))]
    public Task<IResult> ChangeSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = One)] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        EditAsync(request, agent, id, (body, found) => JsonBody.Patched(body, ScheduleFields.Of(found.Schedule), ScheduleAnswer.Of(found.Schedule, found.Mark, clock.GetUtcNow()), request), cancel);

    /// <summary><c>DELETE /api/agents/{agent}/schedules/{id}</c>: it no longer fires; it can be restored for 30 days, then it is removed with its runs.</summary>
    [Function(nameof(DeleteSchedule))]
    public Task<IResult> DeleteSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        editor.ChangeAsync(request, agent, id, Delete, cancel, need: Need.Stop);

    /// <summary><c>POST /api/agents/{agent}/schedules/{id}/restore</c>: undoes a deletion; it fires again from now on if it did before.</summary>
    [Function(nameof(RestoreSchedule))]
    public Task<IResult> RestoreSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/restore")] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        editor.ChangeAsync(
            request,
            agent,
            id,
            (found, now) => new Edit(found.Schedule.Edited(now) with { DeletedAt = null }),
            cancel,
            deleted: true);

    private async Task<IResult> CreateOnceAsync(HttpRequest request, Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        if (await schedules.FindAsync(schedule.AgentKey, schedule.Id, cancel) is null
            && await editor.CreateAsync(schedule, now, cancel, Caller.Of(request)) is { } refused)
        {
            return refused;
        }

        var stored = (await schedules.FindAsync(schedule.AgentKey, schedule.Id, cancel))!.Schedule;
        return !BodyHash.IsSame(request, stored.RequestHash) ? Problem.Conflict("this Idempotency-Key was used for another request; a new schedule needs a new key")
            : stored.DeletedAt is not null ? Problem.Conflict("the schedule that this Idempotency-Key created was deleted; a new schedule needs a new key")
            : await AnswerCreatedAsync(request, stored, cancel);
    }

    private async Task<IResult> AnswerCreatedAsync(HttpRequest request, Schedule schedule, CancellationToken cancel) =>
        await editor.AnswerCreatedAsync(request, schedule, await crowding.OfAsync(schedule, request.FoundAgent().Agent, cancel), cancel);

    private async Task<IResult> EditAsync(HttpRequest request, string agent, string id, Func<byte[], EditableSchedule, JsonFields> read, CancellationToken cancel)
    {
        var (body, problem) = await JsonBody.ReadBytesAsync(request, cancel);
        return body is null ? problem! : await editor.ChangeAsync(
            request,
            agent,
            id,
            (found, now) =>
            {
                using var fields = read(body, found);
                var changed = ScheduleJson.Parse(fields, found.Schedule, found.Schedule.Id, Caller.Of(request), found.Agent, options.Value, now);
                return fields.Finish() is { } wrong ? new Edit(Changed: null, wrong) : new Edit(changed);
            },
            cancel);
    }

    /// <summary>Edit that deletes a schedule.</summary>
    internal static Edit Delete(EditableSchedule found, DateTimeOffset now) =>
        new(found.Schedule.Edited(now) with { DeletedAt = WholeSecond(now) });

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
