using System.Text.Json.Nodes;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Engine.Openings;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Time.English;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.PlainEnglish;

/// <summary>Carries out one line of plain English: creates a schedule, starts a run, or manages a schedule that exists.</summary>
public sealed partial class CommandEndpoints(
    AgentTable agents, CommandScheduling scheduling, ScheduleCommands commands, RunLauncher launcher, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    /// <summary>
    /// <c>POST /api/commands {text, zone?}</c>: <c>@alice check deprecated models every weekday at 9am</c> creates a schedule (201), <c>@alice check
    /// deprecated models</c> runs at once (202), <c>@alice list schedules</c> answers them (200). <c>@cron</c> instead of a name means the caller's
    /// only agent. What can mean several things, or changes a schedule, answers 409 with <c>readings</c>; one of them, sent as the body, is carried out.
    /// </summary>
    [Function(nameof(RunCommand))]
    public async Task<IResult> RunCommand(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "commands")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var now = clock.GetUtcNow();
        var text = fields.Text("text", max: Schedule.MaxMessageLength);
        var zone = ZoneField.Read(fields, out var isGiven);
        var chosen = Chosen.Read(fields, isGiven, options.Value, now);
        if (chosen is null == string.IsNullOrWhiteSpace(text) && !fields.Errors.Any)
        {
            fields.Errors.Add("text", chosen is not null ? "cannot be combined with a reading; send one of them" : text is null ? "is required, unless a reading is sent" : "must not be empty");
        }

        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        return chosen switch
        {
            null => await ReadAsync(request, durable, text!.Trim(), zone, isGiven, now, cancel),
            { Schedule: not null } => await commands.DoAsync(request, durable, chosen, cancel),
            _ => await agents.FindVisibleAsync(Caller.Of(request), chosen.Agent, cancel) is { } found
                ? await DoAsync(request, durable, found.Agent, chosen.Message!, chosen.Spec, ZoneField.Chosen(chosen.Spec), now, cancel)
                : Problem.NotFound($"agent \"{chosen.Agent}\""),
        };
    }

    private async Task<IResult> ReadAsync(
        HttpRequest request, DurableTaskClient durable, string text, string zone, bool isGiven, DateTimeOffset now, CancellationToken cancel)
    {
        var mention = Mention.Find(text);
        var (name, before, rest) = mention is { } named ? Commands.Addressed(text, named) : (null, "", text);
        var isRead = Commands.TryRead(text, zone, now, out var command, out var notUnderstood);
        var manage = before.Length > 0 || ManageCommands.Read(rest) is not { } about || mention is null && about.Name is "" ? null : about;
        if (!isRead && manage is null)
        {
            return Problem.Invalid("text", notUnderstood!);
        }

        var caller = Caller.Of(request);
        var (agent, refused) = name is null && !(isRead && manage is null) ? (null, null) : await FindAgentAsync(caller, name, cancel);
        if (refused is not null)
        {
            return refused;
        }

        if (manage is not null && await ManageAsync(caller, manage, agent, isRead ? command : null, zone, isGiven, now, cancel) is { } managed)
        {
            return managed;
        }

        if (!isRead)
        {
            return Problem.Invalid("text", notUnderstood!);
        }

        (agent, refused) = agent is null ? await FindAgentAsync(caller, null, cancel) : (agent, null);
        return agent is null ? refused!
            : command!.Only is not { } only ? Ask(agent, command, zone, isGiven, now)
            : only.Spec is null ? await DoAsync(request, durable, agent, only.Message, null, null, now, cancel)
            : SpecJson.Check(only.Spec, options.Value, now, out var errors) is { } spec ? await DoAsync(request, durable, agent, only.Message, spec, ZoneField.Reason(only.Spec.Zone, only.NamesZone, isGiven), now, cancel)
            : Problem.Invalid(errors.Under("text"));
    }

    private IResult Ask(Agent agent, Command command, string zone, bool isGiven, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var readings = Offered(agent, command, now, errors).ToList();
        var named = command.Readings.FirstOrDefault(r => r.Spec is not null);
        return readings.Count == 0
            ? Problem.Invalid(errors.Under("text"))
            : Problem.Choose(command.Question!, readings, ("zoneReason", named is null ? null : ZoneField.Reason(named.Spec!.Zone ?? zone, named.NamesZone, isGiven)));
    }

    /// <summary>The readings of a command that the deployment's limits allow, as JSON.</summary>
    private IEnumerable<JsonNode> Offered(Agent agent, Command command, DateTimeOffset now, FieldErrors errors)
    {
        foreach (var reading in command.Readings)
        {
            var wrong = new FieldErrors();
            var spec = reading.Spec is null ? null : SpecJson.Check(reading.Spec, options.Value, now, out wrong);
            if (reading.Spec is null || spec is not null)
            {
                yield return ReadingJson.Of(agent.Name, reading.Message, spec, now);
            }

            errors.AddAll(wrong, string.Empty);
        }
    }

    private async Task<IResult> DoAsync(
        HttpRequest request, DurableTaskClient durable, Agent agent, string message, ScheduleSpec? spec, string? zoneReason, DateTimeOffset now, CancellationToken cancel) =>
        spec is not null
            ? await scheduling.CreateAsync(request, agent, message, spec, zoneReason, now, cancel)
            : await LaunchAnswer.OfAsync(
                request, launcher, durable, agent, (id, at) => Run.Requested(id, agent, RunTrigger.Api, Caller.Of(request).Name, at) with { OwnerIsAdmin = Caller.Of(request).IsAdmin, Message = message }, cancel);

    private async Task<(Agent? Agent, IResult? Problem)> FindAgentAsync(Caller caller, string? name, CancellationToken cancel)
    {
        if (name is not null)
        {
            return await agents.FindVisibleAsync(caller, name, cancel) is { } found ? (found.Agent, null) : (null, Problem.NotFound($"agent \"{name}\""));
        }

        var visible = await agents.AllVisibleStoredAsync(caller, cancel, enough: 2);
        return visible is [var only]
            ? (only.Agent, null)
            : (null, Problem.Invalid("text", visible.Count == 0
                ? "names no agent, and you have none yet"
                : $"names no agent, and you have several; begin with one of them, for example @{visible[0].Agent.Name}"));
    }
}
