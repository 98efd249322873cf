using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Engine.Backfills;
using AgentSched.Engine.Closings;
using AgentSched.Model.Access;
using AgentSched.Model.Backfills;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Backfills;

/// <summary>Runs past occurrences of a schedule that never started, also those before its creation.</summary>
public sealed class BackfillEndpoints(AgentTable agents, Backfiller backfiller, RunCloser closer, TimeProvider clock)
{
    private const string One = ScheduleEndpoints.One + "/backfills/{backfillId}";

    /// <summary>
    /// <c>POST /api/agents/{agent}/schedules/{id}/backfill {from, to, dryRun?, max?}</c>: with <c>dryRun</c>, lists the occurrences from <c>from</c>
    /// (included) to <c>to</c> (excluded); otherwise runs those that never started, oldest first, one at a time (202).
    /// </summary>
    [Function(nameof(BackfillSchedule))]
    public async Task<IResult> BackfillSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ScheduleEndpoints.One + "/backfill")] HttpRequest request, CancellationToken cancel)
    {
        var found = request.FoundSchedule();
        var schedule = found.Schedule;
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var now = clock.GetUtcNow();
        var (from, to) = ReadRange(fields, now);
        var dryRun = fields.Flag("dryRun") ?? false;
        var max = fields.Whole("max", 1, BackfillOrder.MaxOccurrences);
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        if (schedule.Problem is { } broken)
        {
            return Problem.Conflict($"the schedule's spec is no longer valid: {broken}");
        }

        var times = schedule.Spec.Following(from.AddTicks(-1), (max ?? BackfillOrder.MaxOccurrences) + 1).TakeWhile(t => t < to).ToList();
        var cut = times.Count > (max ?? BackfillOrder.MaxOccurrences);
        times = [.. times.Take(max ?? BackfillOrder.MaxOccurrences)];
        if (dryRun)
        {
            var known = await backfiller.KnownAsync(schedule, from, times.Count == 0 ? from : times[^1].AddSeconds(1), cancel);
            return Results.Json(new { from, to, items = times.Select(t => Entry(schedule, t, known)), cut }, Json.Options);
        }

        if (cut && max is null)
        {
            return Problem.Invalid("to", $"the range has more than {BackfillOrder.MaxOccurrences} occurrences; choose an earlier end, or set max to run only the first ones");
        }

        return await StartAsync(request, found, new BackfillOrder
        {
            Id = ScheduleId.Random(),
            Tenant = schedule.Tenant,
            Agent = schedule.Agent,
            AgentId = schedule.AgentId,
            ScheduleId = schedule.Id,
            By = Caller.Of(request).Name,
            CreatedAt = now,
            From = from,
            To = to,
            Todo = [.. times],
        }, cancel);
    }

    /// <summary><c>GET …/backfills/{backfillId}</c>: its progress.</summary>
    [Function(nameof(GetBackfill))]
    public async Task<IResult> GetBackfill(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string backfillId, CancellationToken cancel) =>
        ScheduleId.Shape().IsMatch(backfillId) && await backfiller.FindAsync(request.FoundSchedule().Schedule, backfillId, cancel) is { } stored
            ? Results.Json(stored.Order.Answer(), Json.Options)
            : Unknown(backfillId);

    /// <summary><c>DELETE …/backfills/{backfillId}</c>: starts no further runs; a run that has started continues. Safe to repeat.</summary>
    [Function(nameof(CancelBackfill))]
    public async Task<IResult> CancelBackfill(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string backfillId, CancellationToken cancel)
    {
        var schedule = request.FoundSchedule().Schedule;
        var note = $"{Caller.Of(request).Name} cancelled it";
        if (!ScheduleId.Shape().IsMatch(backfillId) || await backfiller.CancelAsync(schedule, backfillId, note, cancel) is not { } order)
        {
            return Unknown(backfillId);
        }

        if (order is { State: BackfillState.Cancelled, Active: { } active })
        {
            await closer.CloseAsync(
                agents.ShardOf(order.AgentKey), active, (run, now) => run.StartedAt is null ? run.End(RunStatus.Cancelled, RunReason.CancelledByCaller, $"its backfill was cancelled: {note}", now) : null, cancel);
        }

        return Results.Json(order.Answer(), Json.Options);
    }

    private async Task<IResult> StartAsync(HttpRequest request, EditableSchedule found, BackfillOrder order, CancellationToken cancel)
    {
        var schedule = found.Schedule;
        if (Refusal.Of(Need.Change, Caller.Of(request).RelationTo(schedule, found.Agent), $"schedule \"{schedule.Id}\"", schedule.Owner) is { } objection)
        {
            return objection;
        }

        if (!schedule.Enabled || !found.Agent.Enabled)
        {
            return Problem.Conflict(schedule.Enabled ? $"agent \"{schedule.Agent}\" is disabled" : "the schedule is disabled; enable it first");
        }

        if (!await backfiller.StartAsync(order, cancel))
        {
            return Problem.Conflict("another backfill of this schedule is running; wait until it ends or cancel it");
        }

        var stored = await backfiller.FindAsync(schedule, order.Id, cancel);
        request.HttpContext.Response.Headers.Location = $"/api/agents/{schedule.Agent}/schedules/{schedule.Id}/backfills/{order.Id}";
        return Results.Json((stored?.Order ?? order).Answer(), Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static (DateTimeOffset From, DateTimeOffset To) ReadRange(JsonFields fields, DateTimeOffset now)
    {
        var from = Required("from");
        var to = Required("to");
        if (from < DateTimeOffset.UnixEpoch)
        {
            fields.Errors.Add("from", "must not be before 1970");
        }

        if (to > now)
        {
            fields.Errors.Add("to", "is in the future; future occurrences fire by themselves");
        }
        else if (to <= from)
        {
            fields.Errors.Add("to", "must be later than from");
        }

        return (from ?? now, to ?? now);

        DateTimeOffset? Required(string name)
        {
            var value = fields.Instant(name);
            if (value is null && !fields.Errors.Has(name))
            {
                fields.Errors.Add(name, "is required: an instant such as 2026-03-29T01:00:00Z");
            }

            return value;
        }
    }

    private static object Entry(Schedule schedule, DateTimeOffset nominal, IReadOnlyDictionary<RunId, Run> known)
    {
        var id = RunId.ForOccurrence(schedule.Id, nominal);
        var run = known.GetValueOrDefault(id);
        return new { nominalTime = nominal, schedule.Spec.OccurrenceAt(schedule.Id, nominal).DueTime, runId = id.ToString(), known = run is not null, run?.Status, runs = BackfillOrder.Fills(run) };
    }

    private static IResult Unknown(string id) => Problem.NotFound($"backfill \"{id}\"");
}
