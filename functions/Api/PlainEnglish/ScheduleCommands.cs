using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Engine.Openings;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Openings;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using AgentSched.Time.English;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.PlainEnglish;

/// <summary>Commands about schedules that exist: lists them, offers changes for confirmation, and carries out what was confirmed.</summary>
public sealed class ScheduleCommands(
    AgentTable agents, ScheduleTable schedules, ScheduleEditing editor, ResourceLoader loader, RunLauncher launcher, IOptions<ScheduleOptions> options)
{
    private const int Occurrences = 5;
    private const int MostOffered = 20;

    /// <summary>Schedules that the caller may see, of one agent or of all, without deleted ones, by name.</summary>
    internal async Task<IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)>> VisibleAsync(Caller caller, Agent? agent, CancellationToken cancel)
    {
        var among = agent is null ? await agents.AllVisibleAsync(caller, cancel) : [agent];
        var lists = await among.AskEachAsync(async one => (await schedules.ListAsync(one.Key, cancel)).Where(s => s.Schedule.DeletedAt is null && caller.CanSee(s.Schedule, one)));
        return [.. lists.SelectMany(list => list).OrderBy(s => s.Schedule.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Schedules with their next occurrences.</summary>
    internal static IResult Answer(IEnumerable<(Schedule Schedule, DispatchProgress? Mark)> found, bool byTime, DateTimeOffset now) => Results.Json(
        new
        {
            items = found.OrderBy(s => byTime ? s.Schedule.NextOccurrence(s.Mark, now)?.DueTime ?? DateTimeOffset.MaxValue : DateTimeOffset.MinValue).Select(s => new
            {
                s.Schedule.Agent,
                s.Schedule.Id,
                s.Schedule.Name,
                s.Schedule.Owner,
                s.Schedule.Enabled,
                s.Schedule.PausedUntil,
                Human = s.Schedule.Problem is null ? SpecWords.Describe(s.Schedule.Spec.Text) : null,
                next = s.Mark is null ? [] : s.Schedule.Upcoming(s.Mark, now).Take(Occurrences).Select(o => o.DueTime),
            }),
        },
        Json.Options);

    /// <summary>The schedules that a command means by its name, and when its pause ends.</summary>
    /// <returns>Empty: no schedule has the name. More: words after the name of a schedule with which the command begins, if no schedule has the whole name.</returns>
    internal static (IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)> Found, string? Until, string More) Named(IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)> visible, ManageCommand manage)
    {
        var found = Like(manage.WholeName, manage.Name!);
        if (found.Count > 0)
        {
            return (found, null, "");
        }

        found = manage.ShortName is null ? [] : Like(manage.WholeShortName, manage.ShortName);
        if (found.Count > 0)
        {
            return (found, manage.Until, "");
        }

        var nearest = visible.Select(s => NormalForm.Of(s.Schedule.Name)).Where(name => ManageCommands.After(manage.Name!, name) is { Length: > 0 }).MaxBy(name => name.Length);
        return nearest is null ? ([], null, "") : (Like(null, nearest), null, ManageCommands.After(manage.Name!, nearest)!);

        // "pause the y" means a schedule "the y" if there is one, else "y".
        IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)> Like(string? whole, string name) =>
            whole is not null && whole != name && Like(null, whole) is { Count: > 0 } exact ? exact
            : [.. visible.Where(s => NormalForm.Of(s.Schedule.Name).Equals(name, StringComparison.OrdinalIgnoreCase)).Take(MostOffered)];
    }

    /// <summary>The problem of a name that no schedule has, with the nearest name that one has.</summary>
    internal static IResult Unknown(IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)> visible, ManageCommand manage)
    {
        var name = manage.ShortName ?? manage.Name!;
        return IsAll(name)
            ? Problem.Invalid("text", $"\"{name}\" names no single schedule; name one, or change many with POST /api/schedules/bulk")
            : Problem.NotFound($"schedule \"{name}\"{(Spelling.Nearest(name, visible.Select(s => s.Schedule.Name)) is { } near ? $" (did you mean \"{near}\"?)" : "")}");
    }

    /// <summary>Whether a name means many schedules.</summary>
    internal static bool IsAll(string name) => name.ToLowerInvariant() is "all" or "everything" or "them all" or "all of them" or "all schedules" or "every schedule" or "every" or "schedules" or "all the schedules" or "all my" or "all the";

    /// <summary>Whether a schedule is in a list of the given state.</summary>
    internal static bool IsListed(Schedule schedule, ListedState state, DateTimeOffset now) =>
        state == ListedState.All || (schedule.Enabled && !(schedule.PausedUntil > now)) == (state == ListedState.Active);

    /// <summary>The changes that the caller may make and that the state of their schedules allows; if there are none, the problem of the first.</summary>
    internal async Task<(List<(CommandAction Action, Schedule Schedule)> Possible, IResult? Objection)> PossibleAsync(
        Caller caller, IEnumerable<(CommandAction Action, Schedule Schedule)> changes, DateTimeOffset? until, DateTimeOffset now, CancellationToken cancel)
    {
        var (possible, first) = (new List<(CommandAction, Schedule)>(), (IResult?)null);
        foreach (var (action, schedule) in changes)
        {
            var objection = await agents.FindVisibleAsync(caller, schedule.Agent, cancel) is { } agent && await loader.FindScheduleAsync(caller, agent, schedule.Id, deleted: false, cancel) is { } found
                ? Refusal.Of(NeedOf(action, until), caller.RelationTo(found.Schedule, found.Agent), $"schedule \"{schedule.Name}\"", schedule.Owner) ?? (action == CommandAction.Trigger ? null : EditOf(action, until, found, now).Problem)
                : ScheduleEditing.Unknown(schedule.Id);
            first ??= objection;
            if (objection is null)
            {
                possible.Add((action, schedule));
            }
        }

        return (possible, first);
    }

    /// <summary>Carries out a reading that is about a schedule.</summary>
    internal async Task<IResult> DoAsync(HttpRequest request, DurableTaskClient durable, Chosen chosen, CancellationToken cancel)
    {
        if (chosen.Action == CommandAction.Trigger)
        {
            return await TriggerAsync(request, durable, chosen, cancel);
        }

        return await editor.ChangeAsync(
            request,
            chosen.Agent,
            chosen.Schedule!,
            (found, now) => EditOf(chosen.Action, chosen.Until, found, now),
            cancel,
            need: NeedOf(chosen.Action, chosen.Until));
    }

    private static Edit EditOf(CommandAction action, DateTimeOffset? until, EditableSchedule found, DateTimeOffset now) => action switch
    {
        CommandAction.Pause when until is { } end => PauseEndpoints.Pause(found, end, note: null, now),
        CommandAction.Pause => PauseEndpoints.Disable(found, note: null, now),
        CommandAction.Resume => PauseEndpoints.Enable(found, now),
        _ => ScheduleEndpoints.Delete(found, now),
    };

    private static Need NeedOf(CommandAction action, DateTimeOffset? until) => action == CommandAction.Delete || action == CommandAction.Pause && until is null ? Need.Stop : Need.Change;

    private async Task<IResult> TriggerAsync(HttpRequest request, DurableTaskClient durable, Chosen chosen, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        if (await agents.FindVisibleAsync(caller, chosen.Agent, cancel) is not { } agent
            || await loader.FindScheduleAsync(caller, agent, chosen.Schedule!, deleted: false, cancel) is not { } found)
        {
            return ScheduleEditing.Unknown(chosen.Schedule!);
        }

        return Refusal.Of(Need.Change, caller.RelationTo(found.Schedule, found.Agent), $"schedule \"{found.Schedule.Id}\"", found.Schedule.Owner) ?? await LaunchAnswer.OfAsync(
            request,
            launcher,
            durable,
            found.Agent,
            (run, now) => Opening.Triggered(run, found.Schedule, found.Agent, now, options.Value.MaxCostUsdPerRun),
            cancel);
    }
}
