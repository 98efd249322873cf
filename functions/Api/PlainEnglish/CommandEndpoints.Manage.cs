using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Time.English;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.PlainEnglish;

/// <content>Commands about schedules that exist.</content>
public sealed partial class CommandEndpoints
{
    /// <summary>Answers a command about schedules that exist. Null: it is none, so it is a message.</summary>
    private async Task<IResult?> ManageAsync(Caller caller, ManageCommand manage, Agent? agent, Command? command, string zone, bool isGiven, DateTimeOffset now, CancellationToken cancel)
    {
        if (manage.Agent is { } other)
        {
            (agent, var unknown) = await FindAgentAsync(caller, other, cancel);
            if (unknown is not null)
            {
                return unknown;
            }
        }

        var visible = await commands.VisibleAsync(caller, agent, cancel);
        if (manage.Name is null)
        {
            return ScheduleCommands.Answer(visible.Where(s => ScheduleCommands.IsListed(s.Schedule, manage.State, now)), byTime: manage.Verb == ManageVerb.Next, now);
        }

        var (found, words, rest) = ScheduleCommands.Named(visible, manage);
        if (found.Count == 0)
        {
            return NotFound(visible, manage, agent, command, now);
        }

        var name = found[0].Schedule.Name;
        if (manage.Verb == ManageVerb.Other)
        {
            return Problem.Invalid("text", $"\"{manage.Word}\" is no command about schedules: \"{name}\" can be listed, shown, paused, resumed, run and deleted by a command; to change it otherwise, send PATCH /api/agents/{found[0].Schedule.Agent}/schedules/{found[0].Schedule.Id} (name, message, when it runs; exclude skips days); to send the text to the agent, use POST /api/agents/{found[0].Schedule.Agent}/runs");
        }

        if (manage.Verb == ManageVerb.Show)
        {
            return rest.Length > 0 ? null : ScheduleCommands.Answer(found, byTime: true, now);
        }

        if (rest.Length > 0 && !(rest.Equals("now", StringComparison.OrdinalIgnoreCase) && manage.Verb is ManageVerb.Run or ManageVerb.Pause))
        {
            return manage.Verb == ManageVerb.Run && agent is not null && command is { Only.Spec: null } ? await EitherAsync(caller, found, agent, command, now, cancel)
                : Problem.Invalid("text", $"\"{rest}\" after the schedule \"{name}\" is not understood: a command about a schedule names one schedule and says no more, except how long to pause it; to change when it runs, change the schedule; to send the text to the agent, use POST /api/agents/{{agent}}/runs");
        }

        if (manage.Verb == ManageVerb.Next)
        {
            return ScheduleCommands.Answer(found, byTime: true, now);
        }

        var until = words is null ? null : ManageCommands.UntilOf(words, zone, now);
        if (words is not null && until is null)
        {
            return Problem.Invalid("text", $"\"{(manage.UntilWords is ['f' or 'F', ..] ? manage.UntilWords : words)}\" is not a single time in the future; say when the pause ends, as in \"pause {name} until tomorrow at 9:00\"");
        }

        CommandAction[] actions = manage.Verb == ManageVerb.Cancel ? [CommandAction.Pause, CommandAction.Delete] : [ActionOf(manage.Verb)];
        var (possible, objection) = await commands.PossibleAsync(caller, found.SelectMany(s => actions.Select(action => (action, s.Schedule))), until, now, cancel);
        var readings = possible.ConvertAll(p => ReadingJson.Of(p.Action, p.Schedule, until));
        return readings.Count == 0 ? objection! : Problem.Choose(
            readings.Count == 1 ? "this changes or runs a schedule; send the reading back to confirm it" : "the command can mean several things; choose one of the readings",
            readings,
            ("zoneReason", words is null ? null : ZoneField.Reason(zone, isNamed: false, isGiven)));
    }

    /// <summary>"run check on the server" where a schedule is named "check": it may be meant, or the text is a message.</summary>
    private async Task<IResult> EitherAsync(Caller caller, IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)> found, Agent agent, Command command, DateTimeOffset now, CancellationToken cancel)
    {
        var (possible, _) = await commands.PossibleAsync(caller, found.Select(s => (CommandAction.Trigger, s.Schedule)), until: null, now, cancel);
        return Problem.Choose(
            $"the text may mean the schedule \"{found[0].Schedule.Name}\" or be a message to {agent.Name}; choose one of the readings",
            possible.Select(p => ReadingJson.Of(p.Action, p.Schedule, until: null)).Concat(Offered(agent, command, now, new FieldErrors())).ToList(),
            ("zoneReason", null));
    }

    private static CommandAction ActionOf(ManageVerb verb) => verb switch
    {
        ManageVerb.Pause => CommandAction.Pause,
        ManageVerb.Resume => CommandAction.Resume,
        ManageVerb.Run => CommandAction.Trigger,
        _ => CommandAction.Delete,
    };

    /// <summary>
    /// Answers a command that begins like one about a schedule and names none: what can only be such a command is not found, anything else is
    /// offered as a message. Null: it is a message, or one with a schedule of its own, as in "run the backup every day at 3".
    /// </summary>
    private IResult? NotFound(IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)> visible, ManageCommand manage, Agent? agent, Command? command, DateTimeOffset now)
    {
        if (manage.Name!.Length == 0)
        {
            return Problem.Invalid("text", $"\"{manage.Word}\" does not say which schedule; add its name, as in \"{manage.Word} nightly report\", or begin with \"list schedules\"");
        }

        var isAll = ScheduleCommands.IsAll(MessageParts.WithoutNow(manage.Name!) ?? manage.Name!) || ScheduleCommands.IsAll(manage.ShortName ?? "");
        if (manage.Verb is ManageVerb.Show or ManageVerb.Other && !manage.IsExplicit)
        {
            return null;
        }

        if (manage.Verb is not (ManageVerb.Show or ManageVerb.Other) && manage.IsExplicit || isAll || command is null && manage.Verb != ManageVerb.Run)
        {
            return ScheduleCommands.Unknown(visible, manage);
        }

        if (command is null || manage.Verb == ManageVerb.Run && (command.Only is { Spec: not null } || agent is not null && MessageParts.WithoutNow(manage.Name!) is not null))
        {
            return null;
        }

        if (agent is null)
        {
            return ScheduleCommands.Unknown(visible, manage);
        }

        var readings = Offered(agent, command, now, new FieldErrors()).ToList();
        return readings.Count == 0 ? null : Problem.Choose($"no schedule is named \"{manage.ShortName ?? manage.Name}\"; confirm the reading to send the text to {agent.Name}", readings, ("zoneReason", null));
    }
}
