using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Runs;

/// <summary>Creates a schedule from a run.</summary>
public sealed class RepeatEndpoints(ScheduleEditing editor, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    /// <summary>
    /// <c>POST /api/agents/{agent}/runs/{runId}/schedule {name, cron, zone, …}</c>: creates a schedule with the message and settings of a run that
    /// has ended; fields of the body override them.
    /// </summary>
    [Function(nameof(ScheduleRun))]
    public async Task<IResult> ScheduleRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = RunEndpoints.One + "/schedule")] HttpRequest request, string runId, CancellationToken cancel)
    {
        var (run, target) = request.FoundRun();
        if (!run.Status.HasEnded() || run.Message is null)
        {
            return Problem.Conflict(run.Message is null ? $"run \"{runId}\" was never opened, so there is no message to repeat" : $"run \"{runId}\" has not ended");
        }

        var (fields, problem) = await JsonBody.ReadPatchAsync(request, new { run.Message, Context = Json.Node(run.Context), run.Settings.Model, run.Settings.AllowedTools, run.Settings.SystemPrompt, run.Settings.MaxTurns }, answer: null, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var now = clock.GetUtcNow();
        var schedule = ScheduleJson.Parse(fields, before: null, ScheduleId.Random(), Caller.Of(request), target, options.Value, now);
        return fields.Finish()
            ?? await editor.CreateAsync(schedule!, now, cancel, Caller.Of(request))
            ?? await editor.AnswerAsync(request, schedule!, cancel, StatusCodes.Status201Created);
    }
}
