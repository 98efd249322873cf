using AgentSched.Access;
using AgentSched.Agents;
using AgentSched.Dispatch;
using AgentSched.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Schedules;

/// <summary>Create, read, list, enable, disable and delete the schedules of an agent.</summary>
public sealed class ScheduleEndpoints(
    AgentTable agents, ScheduleTable schedules, OwnerTable owners, Dispatcher dispatcher, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    private const string OfAgent = "agents/{agent}/schedules";
    private const string One = OfAgent + "/{id}";

    /// <summary><c>POST /api/agents/{agent}/schedules {name, cron, zone, message, …}</c>.</summary>
    [Function(nameof(CreateSchedule))]
    public async Task<IResult> CreateSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfAgent)] HttpRequest request, string agent, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        if (await agents.FindVisibleAsync(caller, agent, cancel) is not { } target)
        {
            return Problem.NotFound($"agent \"{agent}\"");
        }

        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var now = clock.GetUtcNow();
        var schedule = ScheduleContract.Parse(fields, caller, target.Agent, options.Value, now);
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        switch (await owners.ReserveAsync(schedule!, now, cancel))
        {
            case Reservation.NameTaken:
                return Problem.Taken("name", $"you have a schedule \"{schedule!.Name}\" already");
            case Reservation.QuotaReached:
                return Problem.Conflict($"you have {options.Value.MaxSchedulesPerOwner} schedules, the most that one owner may have (AgentSched:MaxSchedulesPerOwner)");
        }

        await schedules.InsertAsync(schedule!, now, cancel);
        await DispatchSoonAsync(schedule!, now, cancel);
        return Results.Json(ScheduleContract.Answer(schedule!, now), Json.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary><c>GET /api/agents/{agent}/schedules</c>: those that the caller may see.</summary>
    [Function(nameof(ListSchedules))]
    public Task<IResult> ListSchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfAgent)] HttpRequest request, string agent, CancellationToken cancel) =>
        agents.ListAsync(
            request,
            agent,
            async (caller, target, paging) =>
            {
                var now = clock.GetUtcNow();
                var (page, next) = await schedules.PageAsync(caller.Tenant, agent, paging.Limit, paging.Continuation, cancel);
                return Paging.Page(page.Where(s => caller.CanSee(s, target)).Select(s => ScheduleContract.Answer(s, now)), next);
            },
            cancel);

    /// <summary><c>GET /api/agents/{agent}/schedules/{id}</c>.</summary>
    [Function(nameof(GetSchedule))]
    public async Task<IResult> GetSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        await FindAsync(request, agent, id, cancel) is { } stored ? Answer(stored.Schedule) : Unknown(id);

    /// <summary><c>POST /api/agents/{agent}/schedules/{id}/enable</c>; does nothing where it is enabled.</summary>
    [Function(nameof(EnableSchedule))]
    public Task<IResult> EnableSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/enable")] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        ChangeAsync(request, agent, id, async (stored, now) => stored.Schedule.Enabled || await EnableAsync(stored, now, cancel), cancel);

    /// <summary><c>POST /api/agents/{agent}/schedules/{id}/disable</c>; does nothing where it is disabled.</summary>
    [Function(nameof(DisableSchedule))]
    public Task<IResult> DisableSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/disable")] HttpRequest request, string agent, string id, CancellationToken cancel) =>
        ChangeAsync(request, agent, id, async (stored, now) => !stored.Schedule.Enabled || await schedules.DisableAsync(stored, now, cancel), cancel);

    /// <summary><c>DELETE /api/agents/{agent}/schedules/{id}</c>: it never fires again; what it ran stays in the agent's history.</summary>
    [Function(nameof(DeleteSchedule))]
    public async Task<IResult> DeleteSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string agent, string id, CancellationToken cancel)
    {
        Schedule? deleted = null;
        var answer = await ChangeAsync(
            request,
            agent,
            id,
            async (stored, _) =>
            {
                var done = await schedules.DeleteAsync(stored, cancel);
                deleted = done ? stored.Schedule : null;
                return done;
            },
            cancel,
            gone: true);
        if (deleted is not null)
        {
            await owners.ReleaseAsync(deleted, cancel); // after the schedule: a crash in between leaves a name that the next create takes over
        }

        return answer;
    }

    private async Task<bool> EnableAsync(StoredSchedule stored, DateTimeOffset now, CancellationToken cancel)
    {
        if (!await schedules.EnableAsync(stored, now, cancel))
        {
            return false;
        }

        await DispatchSoonAsync(stored.Schedule, now, cancel);
        return true;
    }

    private async Task DispatchSoonAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        if (schedule.Spec.NextAfter(now) is { } next)
        {
            await dispatcher.DispatchSoonAsync(agents.ShardOf(schedule.Tenant, schedule.Agent), schedule.Id, next, now, cancel);
        }
    }

    /// <summary>Reads, changes, and reads again where a tick or another caller was faster.</summary>
    private async Task<IResult> ChangeAsync(
        HttpRequest request, string agent, string id, Func<StoredSchedule, DateTimeOffset, Task<bool>> change, CancellationToken cancel, bool gone = false)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            if (await FindAsync(request, agent, id, cancel) is not { } stored)
            {
                return Unknown(id);
            }

            if (!Caller.Of(request).CanChange(stored.Schedule))
            {
                return Problem.Forbidden($"schedule \"{id}\" belongs to {stored.Schedule.Owner}, who alone changes it");
            }

            if (await change(stored, clock.GetUtcNow()))
            {
                return gone ? Results.NoContent()
                    : await FindAsync(request, agent, id, cancel) is { } changed ? Answer(changed.Schedule)
                    : Unknown(id);
            }
        }

        return Problem.Conflict($"schedule \"{id}\" changes too often just now; try again");
    }

    private async Task<StoredSchedule?> FindAsync(HttpRequest request, string agent, string id, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        return ScheduleContract.Id().IsMatch(id)
            && await agents.FindVisibleAsync(caller, agent, cancel) is { } target
            && await schedules.FindAsync(caller.Tenant, agent, id, cancel) is { } stored
            && caller.CanSee(stored.Schedule, target.Agent)
                ? stored
                : null;
    }

    private IResult Answer(Schedule schedule) => Results.Json(ScheduleContract.Answer(schedule, clock.GetUtcNow()), Json.Options);

    private static IResult Unknown(string id) => Problem.NotFound($"schedule \"{id}\"");
}
