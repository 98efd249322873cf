using System.Text.Json.Nodes;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Edits;
using AgentSched.Model.Access;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Schedules;

/// <summary>Creates and changes schedules for requests: checks access and <c>If-Match</c>, and builds the answer.</summary>
public sealed class ScheduleEditing(
    ScheduleEditor editor, ScheduleTable schedules, AgentTable agents, ResourceLoader things, ChainCheck chains, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    private const int Tries = 20;

    /// <summary>Stores a new schedule.</summary>
    /// <returns>The problem to answer. Null: it is stored, or a schedule with this id existed already and is unchanged.</returns>
    internal async Task<IResult?> CreateAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, Caller? caller = null) =>
        await chains.ObjectionAsync(caller ?? new Caller(schedule.Tenant, schedule.Owner, Role.User), schedule, before: null, cancel)
        ?? await ObjectionAsync(await TryCreateAsync(schedule, now, cancel, caller?.Name), schedule, cancel);

    /// <summary>Stores a new schedule without a chain, for callers that handle a taken name themselves.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">Time of the request.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="actor">Who creates it. Null: its owner.</param>
    internal Task<Reservation> TryCreateAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, string? actor = null) =>
        editor.TryCreateAsync(schedule, now, cancel, actor);

    /// <summary>
    /// Reads a schedule that the caller may change (or stop, see <see cref="Need.Stop"/>), checks <c>If-Match</c> and changes it. On an ETag mismatch (a tick or another caller was faster)
    /// it retries. A schedule that has ended is not enabled without a change of when it runs, except by an import (<paramref name="mayHaveEnded"/>).
    /// </summary>
    internal async Task<IResult> ChangeAsync(
        HttpRequest request, string agent, string id, Func<EditableSchedule, DateTimeOffset, Edit> edit, CancellationToken cancel, bool deleted = false, Need need = Need.Change, bool mayHaveEnded = false)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            // The access middleware has read what the route names; bulk changes and imports name others, and a retry reads again.
            var read = tries == 0 ? AtTheDoor(request, agent, id) : null;
            if ((read ?? await FindAsync(request, agent, id, deleted, cancel)) is not { Stored: var stored } found)
            {
                return Unknown(id);
            }

            if (Refusal.Of(need, Caller.Of(request).RelationTo(found.Schedule, found.Agent), $"schedule \"{id}\"", found.Schedule.Owner) is { } objection)
            {
                return objection;
            }

            if (ETags.Objection(request, stored.Schedule.Version, $"schedule \"{stored.Schedule.Name}\"") is { } stale)
            {
                return stale;
            }

            var now = clock.GetUtcNow();
            var (changed, problem) = edit(found, now);
            if (problem is not null)
            {
                return problem;
            }

            if (changed is null)
            {
                return Answer(request, stored.Schedule, found.Mark);
            }

            changed = changed.Owner == Caller.Of(request).Name ? changed with { OwnerIsAdmin = Caller.Of(request).IsAdmin } : changed;
            if (!mayHaveEnded && changed is { Enabled: true, DeletedAt: null } && !stored.Schedule.Enabled && Ended(changed, found.Mark, now) is { } ended)
            {
                return ended;
            }

            if (await chains.ObjectionAsync(Caller.Of(request), changed, stored.Schedule, cancel) is { } broken)
            {
                return broken;
            }

            var (done, reservation) = await editor.TryChangeAsync(stored, changed, now, Caller.Of(request).Name, cancel);
            if (await ObjectionAsync(reservation, changed, cancel) is { } refused)
            {
                return refused;
            }

            if (done)
            {
                return changed.DeletedAt is null ? await AnswerAsync(request, changed, cancel) : Results.NoContent();
            }
        }

        return Problem.Conflict($"schedule \"{id}\" is changing too often; try again");
    }

    private static string Address(Schedule schedule) => $"/api/agents/{schedule.Agent}/schedules/{schedule.Id}";

    /// <summary>A schedule that was just written, as an answer.</summary>
    internal async Task<IResult> AnswerAsync(HttpRequest request, Schedule schedule, CancellationToken cancel, int status = StatusCodes.Status200OK, (string Name, string? Text)? more = null, bool warns = false) =>
        Answer(request, schedule, await schedules.FindMarkAsync(schedule, cancel), status, more, warns);

    /// <summary>A new schedule as an answer, with what its owner should know about it.</summary>
    internal async Task<IResult> AnswerCreatedAsync(HttpRequest request, Schedule schedule, IReadOnlyList<string> warnings, CancellationToken cancel)
    {
        ETags.Show(request, schedule.Version);
        request.HttpContext.Response.Headers.Location = Address(schedule);
        var answer = ScheduleAnswer.Of(schedule, await schedules.FindMarkAsync(schedule, cancel), clock.GetUtcNow());
        answer["warnings"] = Warnings(schedule, warnings);
        return Results.Json(answer, Json.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>A schedule as an answer, with its entity tag.</summary>
    internal IResult Answer(HttpRequest request, Schedule schedule, DispatchProgress? mark, int status = StatusCodes.Status200OK, (string Name, string? Text)? more = null, bool warns = false)
    {
        ETags.Show(request, schedule.Version);
        if (status == StatusCodes.Status201Created)
        {
            request.HttpContext.Response.Headers.Location = Address(schedule);
        }

        var answer = ScheduleAnswer.Of(schedule, mark, clock.GetUtcNow());
        if (more is var (name, text))
        {
            answer[name] = text;
        }

        if (warns)
        {
            answer["warnings"] = Warnings(schedule, []);
        }

        return Results.Json(answer, Json.Options, statusCode: status);
    }

    /// <summary>What a schedule's owner should know when it is created; the same that a preview says.</summary>
    private JsonArray Warnings(Schedule schedule, IEnumerable<string> more) => new([.. schedule.Problem is not null ? [] :
        PolicyWarnings.WithSpec(schedule, clock.GetUtcNow()).Concat(more).Select(warning => (JsonNode?)warning)]);

    /// <summary>The problem of a name that could not be reserved. Null: it was.</summary>
    internal async Task<IResult?> ObjectionAsync(Reservation reservation, Schedule schedule, CancellationToken cancel) => reservation switch
    {
        Reservation.NameTaken => Problem.Taken("name", await editor.FindNamesakeAsync(schedule, cancel) is { } other && other.Name != schedule.Name
            ? $"you already have a schedule \"{other.Name}\", which counts as the same name"
            : $"you already have a schedule \"{schedule.Name}\""),
        Reservation.QuotaReached => Problem.Conflict(
            $"you have {options.Value.MaxSchedulesPerOwner} schedules, the maximum for one owner (AgentSched:MaxSchedulesPerOwner)"),
        Reservation.Contended => Problem.Contended($"schedules of \"{schedule.Owner}\" are being created or renamed by too many requests at once; nothing was changed"),
        _ => null,
    };

    /// <summary>The problem of enabling a schedule that has no occurrence left. Null: it has one.</summary>
    internal static IResult? Ended(Schedule schedule, DispatchProgress? mark, DateTimeOffset now) => ScheduleEnd.Of(schedule, mark, now) is { } end
        ? Problem.Conflict($"schedule \"{schedule.Name}\" has ended: {end.Words}; change when it runs to enable it")
        : null;

    internal static IResult Unknown(string id) => Problem.NotFound($"schedule \"{id}\"");

    private static EditableSchedule? AtTheDoor(HttpRequest request, string agent, string id) =>
        RouteResource.In(request)?.Schedule is { } found && found.Schedule.Agent == agent && found.Schedule.Id == id ? found : null;

    private async Task<EditableSchedule?> FindAsync(HttpRequest request, string agent, string id, bool deleted, CancellationToken cancel) =>
        await agents.FindVisibleAsync(Caller.Of(request), agent, cancel) is { } target ? await things.FindScheduleAsync(Caller.Of(request), target, id, deleted, cancel) : null;
}
