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
using AgentSched.Storage.Schedules;
using AgentSched.Time.English;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.PlainEnglish;

/// <summary>Creates a schedule or starts a run from one line of plain English.</summary>
public sealed class CommandEndpoints(
    AgentTable agents, ScheduleEditing editor, RunLauncher launcher, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    private const int MaxNameLength = 60;
    private const int MaxSameNames = 20;

    /// <summary>
    /// <c>POST /api/commands {text, zone?}</c>: <c>@alice check deprecated models every weekday at 9am</c> creates a schedule (201), <c>@alice check
    /// deprecated models</c> runs at once (202). <c>@cron</c> instead of a name means the caller's only agent.
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
        var text = fields.Text("text", required: true, max: Schedule.MaxMessageLength);
        var zone = ZoneField.Read(fields);
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        var now = clock.GetUtcNow();
        if (!Commands.TryRead(text!, zone, now, out var command, out var notUnderstood))
        {
            return Problem.Invalid("text", notUnderstood);
        }

        var (agent, refused) = await FindAgentAsync(Caller.Of(request), command.Agent, cancel);
        if (agent is null)
        {
            return refused!;
        }

        return command.Spec is { } spec
            ? await CreateAsync(request, agent, command, spec, now, cancel)
            : await LaunchAnswer.OfAsync(
                request, launcher, durable, agent, (id, at) => Run.Requested(id, agent, RunTrigger.Api, Caller.Of(request).Name, at) with { Message = command.Message }, cancel);
    }

    private async Task<IResult> CreateAsync(HttpRequest request, Agent agent, Command command, SpecText text, DateTimeOffset now, CancellationToken cancel)
    {
        if (SpecJson.Check(text, options.Value, now, out var errors) is not { } spec)
        {
            return Problem.Invalid(errors.Under("text"));
        }

        var caller = Caller.Of(request);
        var schedule = new Schedule
        {
            Id = ScheduleId.Random(),
            Tenant = caller.Tenant,
            Agent = agent.Name,
            Owner = caller.Name,
            Name = NameOf(command.Message),
            Spec = spec,
            Message = command.Message,
            CreatedAt = now,
            UpdatedAt = now,
        };

        // The same message at another time is a separate schedule: its name gets a number.
        var reservation = Reservation.NameTaken;
        for (var number = 1; number <= MaxSameNames && reservation == Reservation.NameTaken; number++)
        {
            schedule = number == 1 ? schedule : schedule with { Name = $"{NameOf(command.Message)} ({number})" };
            reservation = await editor.TryCreateAsync(schedule, now, cancel);
        }

        return editor.Objection(reservation, schedule) ?? await editor.AnswerAsync(request, schedule, cancel, StatusCodes.Status201Created);
    }

    private async Task<(Agent? Agent, IResult? Problem)> FindAgentAsync(Caller caller, string? name, CancellationToken cancel)
    {
        if (name is not null)
        {
            return await agents.FindVisibleAsync(caller, name, cancel) is { } found ? (found.Agent, null) : (null, Problem.NotFound($"agent \"{name}\""));
        }

        var (page, _) = await agents.PageAsync(caller.Tenant, limit: 100, continuation: null, cancel);
        var visible = page.Where(a => caller.CanSee(a.Agent)).ToList();
        return visible is [var only]
            ? (only.Agent, null)
            : (null, Problem.Invalid("text", visible.Count == 0
                ? "names no agent, and you have none yet"
                : $"names no agent, and you have several; begin with one of them, for example @{visible[0].Agent.Name}"));
    }

    private static string NameOf(string message)
    {
        var line = string.Concat(message.Where(c => !char.IsControl(c)));
        return line.Length <= MaxNameLength ? line : line[..(char.IsHighSurrogate(line[MaxNameLength - 2]) ? MaxNameLength - 2 : MaxNameLength - 1)] + "…";
    }
}
