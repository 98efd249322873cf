using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.PlainEnglish;

/// <summary>Creates the schedule of a command; its name is the message.</summary>
public sealed class CommandScheduling(ScheduleTable schedules, ScheduleEditing editor)
{
    private const int MaxNameLength = 60;
    private const int MaxSameNames = 20;

    /// <summary>Creates a schedule and answers it. With an <c>Idempotency-Key</c>, a repeated request returns the schedule that the first one created.</summary>
    /// <param name="request">The request.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="message">The message.</param>
    /// <param name="spec">When to run.</param>
    /// <param name="zoneReason">Which zone was taken and why, for the answer.</param>
    /// <param name="now">Time of the request.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IResult> CreateAsync(HttpRequest request, Agent agent, string message, ScheduleSpec spec, string? zoneReason, DateTimeOffset now, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        var (key, tooLong) = IdempotencyKey.Read(request);
        if (tooLong is not null)
        {
            return tooLong;
        }

        var schedule = new Schedule
        {
            Id = key.Length == 0 ? ScheduleId.Random() : ScheduleId.Of(agent.Tenant, caller.Name, agent.Key.Segment, key),
            Tenant = caller.Tenant,
            Agent = agent.Name,
            AgentId = agent.Id,
            Owner = caller.Name,
            OwnerIsAdmin = caller.IsAdmin,
            Name = NameOf(message),
            Spec = spec,
            Message = message,
            CreatedAt = now,
            UpdatedAt = now,
            RequestHash = key.Length == 0 ? null : BodyHash.Of(request),
        };
        if (key.Length > 0 && await schedules.FindAsync(agent.Key, schedule.Id, cancel) is { Schedule: var stored })
        {
            return !BodyHash.IsSame(request, stored.RequestHash) ? Problem.Conflict("this Idempotency-Key was used for another request; a new schedule needs a new key")
                : stored.DeletedAt is not null ? Problem.Conflict("the schedule that this Idempotency-Key created was deleted; a new schedule needs a new key")
                : await AnswerAsync(stored);
        }

        // The same message at another time is a separate schedule: its name gets a number.
        var reservation = Reservation.NameTaken;
        for (var number = 1; number <= MaxSameNames && reservation == Reservation.NameTaken; number++)
        {
            schedule = number == 1 ? schedule : schedule with { Name = $"{NameOf(message)} ({number})" };
            reservation = await editor.TryCreateAsync(schedule, now, cancel);
        }

        if (reservation == Reservation.NameTaken)
        {
            return Problem.Conflict($"you already have {MaxSameNames} schedules with this message, \"{NameOf(message)}\" to \"{schedule.Name}\"; change or delete one of them, or create this one with POST /api/agents/{agent.Name}/schedules and a name of its own");
        }

        return await editor.ObjectionAsync(reservation, schedule, cancel) ?? await AnswerAsync(schedule);

        async Task<IResult> AnswerAsync(Schedule made) => await editor.AnswerAsync(request, made, cancel, StatusCodes.Status201Created, ("zoneReason", zoneReason), warns: true);
    }

    private static string NameOf(string message)
    {
        var line = string.Concat(message.Where(c => !char.IsControl(c)));
        return line.Length <= MaxNameLength ? line : line[..(char.IsHighSurrogate(line[MaxNameLength - 2]) ? MaxNameLength - 2 : MaxNameLength - 1)] + "…";
    }
}
