using AgentSched.Access;
using AgentSched.Activities;
using AgentSched.Agents;
using AgentSched.Chains;
using AgentSched.Dispatch;
using AgentSched.Http;
using AgentSched.Storage;
using AgentSched.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AgentSched.Schedules;

/// <summary>What an edit makes of a schedule: the changed one, or the problem to answer. Neither: there is nothing to change.</summary>
internal readonly record struct Edit(Schedule? Changed, IResult? Problem = null);

/// <summary>A schedule that a caller may see, with all that an edit of it looks at.</summary>
internal sealed record Editable(StoredSchedule Stored, Agent Agent, Mark Mark)
{
    public Schedule Schedule => Stored.Schedule;
}

/// <summary>
/// Creates and changes schedules: the one order of writes. A name is reserved before and released after its schedule; what came
/// due is claimed before the timing changes; a due time that the next tick would see too late is claimed at once.
/// </summary>
public sealed class ScheduleEditor(
    AgentTable agents, ScheduleTable schedules, ShardTurns turns, OwnerTable owners, Dispatcher dispatcher, ChainGraph chains, Telemeter telemeter, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    /// <summary>Stores a new schedule.</summary>
    /// <returns>The problem to answer; null: it is stored. A schedule of this very id may have been there before: then it stays as it is.</returns>
    internal async Task<IResult?> CreateAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, Caller? caller = null) =>
        await chains.ObjectionAsync(caller ?? new Caller(schedule.Tenant, schedule.Owner, Role.User), schedule, before: null, cancel) ?? Objection(await TryCreateAsync(schedule, now, cancel, caller?.Name), schedule);

    /// <summary>The same for a schedule without a chain, for who can do something about a name that is taken.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="actor">Who makes it. Null: its owner.</param>
    internal async Task<Reservation> TryCreateAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, string? actor = null)
    {
        var reservation = await owners.ReserveAsync(schedule, now, cancel);
        if (reservation == Reservation.Made && await schedules.InsertAsync(schedule, now, cancel, actor))
        {
            telemeter.ScheduleChanged(schedule, actor ?? schedule.Owner, ActivityType.ScheduleCreated);
            await dispatcher.DispatchSoonAsync(schedules.ShardOf(schedule), schedule, now, cancel);
        }

        return reservation;
    }

    /// <summary>Reads a schedule that the caller may change, checks <c>If-Match</c>, changes it, and reads again where a tick or another caller was faster.</summary>
    internal async Task<IResult> ChangeAsync(
        HttpRequest request, string agent, string id, Func<Editable, DateTimeOffset, Edit> edit, CancellationToken cancel, bool deleted = false)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            // The door has read what the route names; bulk changes and imports name others, and a second try reads anew.
            var read = tries == 0 ? AtTheDoor(request, agent, id) : null;
            if ((read ?? await FindAsync(request, agent, id, deleted, cancel)) is not { Stored: var stored } found)
            {
                return Unknown(id);
            }

            if (Decision.Objection(Need.Change, Caller.Of(request).RelationTo(found.Schedule, found.Agent), $"schedule \"{id}\"", found.Schedule.Owner) is { } objection)
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

            if (await chains.ObjectionAsync(Caller.Of(request), changed, stored.Schedule, cancel) is { } broken)
            {
                return broken;
            }

            var (done, refused) = await CommitAsync(stored, changed, now, Caller.Of(request).Name, cancel);
            if (refused is not null)
            {
                return refused;
            }

            if (done)
            {
                return changed.DeletedAt is null ? await AnswerAsync(request, changed, cancel) : Results.NoContent();
            }
        }

        return Problem.Conflict($"schedule \"{id}\" changes too often just now; try again");
    }

    /// <summary>A schedule that the caller may see, with its agent; null: there is none.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="agent">Its agent, which the caller may see.</param>
    /// <param name="id">Its id, as it was sent.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="deleted">Whether it shall be a deleted one.</param>
    internal async Task<Editable?> FindAsync(Caller caller, StoredAgent agent, string id, CancellationToken cancel, bool deleted = false) =>
        ScheduleContract.Id().IsMatch(id)
            && await schedules.FindAsync(caller.Tenant, agent.Agent.Name, id, cancel) is { } stored
            && stored.Schedule.DeletedAt is not null == deleted
            && caller.CanSee(stored.Schedule, agent.Agent)
                ? new Editable(stored, agent.Agent, await schedules.FindMarkAsync(stored.Schedule, cancel) ?? Mark.New)
                : null;

    /// <summary>A schedule that was just written, as an answer.</summary>
    internal async Task<IResult> AnswerAsync(HttpRequest request, Schedule schedule, CancellationToken cancel, int status = StatusCodes.Status200OK) =>
        Answer(request, schedule, await schedules.FindMarkAsync(schedule, cancel), status);

    /// <summary>A schedule as an answer, with its entity tag.</summary>
    internal static IResult Answer(HttpRequest request, Schedule schedule, Mark? mark, int status = StatusCodes.Status200OK)
    {
        ETags.Show(request, schedule.Version);
        return Results.Json(ScheduleAnswer.Of(schedule, mark), Json.Options, statusCode: status);
    }

    /// <summary>The next occurrences of a stored schedule as they will come due.</summary>
    internal static IReadOnlyList<Occurrence> Next(Schedule schedule, Mark mark, int count)
    {
        var next = new List<Occurrence>();
        var left = schedule.Spec.Text.MaxRuns - mark.Fired;
        for (var occurrence = mark.Next; occurrence is { } one && next.Count < count && !(next.Count >= left); occurrence = schedule.NextAfter(one.NominalTime))
        {
            next.Add(one);
        }

        return next;
    }

    internal static IResult Unknown(string id) => Problem.NotFound($"schedule \"{id}\"");

    private async Task<(bool Done, IResult? Problem)> CommitAsync(StoredSchedule stored, Schedule changed, DateTimeOffset now, string actor, CancellationToken cancel)
    {
        var before = stored.Schedule;
        var needsName = changed.DeletedAt is null && (OwnerTable.IsOtherName(before, changed) || before.DeletedAt is not null);
        if (needsName && Objection(await owners.ReserveAsync(changed, now, cancel, replaces: before.DeletedAt is null ? before : null), changed) is { } taken)
        {
            return (false, taken);
        }

        var shard = schedules.ShardOf(before);
        if (!await turns.TakeAsync(shard, () => ClaimAndChangeAsync(shard, stored, changed, now, actor, cancel)))
        {
            if (needsName)
            {
                await owners.ReleaseAsync(changed, cancel, uncount: before.DeletedAt is not null);
            }

            return (false, null);
        }

        telemeter.ScheduleChanged(changed, actor, ScheduleEntries.Type(before, changed));

        // Old names after the schedule: a crash in between leaves a name that the next create takes over.
        if (changed.DeletedAt is not null)
        {
            await owners.ReleaseAsync(before, cancel);
        }
        else if (needsName && before.DeletedAt is null)
        {
            await owners.ReleaseAsync(before, cancel, uncount: false);
        }

        await dispatcher.DispatchSoonAsync(shard, changed, now, cancel);
        return (true, null);
    }

    private static Editable? AtTheDoor(HttpRequest request, string agent, string id) =>
        Found.In(request)?.Schedule is { } found && found.Schedule.Agent == agent && found.Schedule.Id == id ? found : null;

    private async Task<Editable?> FindAsync(HttpRequest request, string agent, string id, bool deleted, CancellationToken cancel) =>
        await agents.FindVisibleAsync(Caller.Of(request), agent, cancel) is { } target ? await FindAsync(Caller.Of(request), target, id, cancel, deleted) : null;

    /// <summary>In one turn of the shard: runs that are claimed here open after the change, which may not want them any more.</summary>
    private async Task<bool> ClaimAndChangeAsync(string shard, StoredSchedule stored, Schedule changed, DateTimeOffset now, string actor, CancellationToken cancel)
    {
        if (!ScheduleTable.HasSameTiming(stored.Schedule, changed))
        {
            await dispatcher.ClaimPastAsync(shard, stored.Schedule, goesOn: changed.Enabled && changed.DeletedAt is null, now, cancel);
        }

        return await schedules.ChangeAsync(stored, changed, now, cancel, actor);
    }

    internal IResult? Objection(Reservation reservation, Schedule schedule) => reservation switch
    {
        Reservation.NameTaken => Problem.Taken("name", $"you have a schedule \"{schedule.Name}\" already"),
        Reservation.QuotaReached => Problem.Conflict(
            $"you have {options.Value.MaxSchedulesPerOwner} schedules, the most that one owner may have (AgentSched:MaxSchedulesPerOwner)"),
        Reservation.Contended => Problem.Contended($"schedules of \"{schedule.Owner}\" are being created or renamed by too many requests at once; nothing was changed"),
        _ => null,
    };
}
