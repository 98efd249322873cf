using AgentSched.Access;
using AgentSched.Agents;
using AgentSched.Http;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Runs;

/// <summary>Starts a run for a request and answers it: 202 with the run, or 429 where the agent's queue is full or its budget spent.</summary>
internal static class LaunchAnswer
{
    private const int MaxKeyLength = 200;
    private static readonly TimeSpan UntilTheQueueHasRoom = TimeSpan.FromSeconds(30);

    /// <summary>With an <c>Idempotency-Key</c> a repeat of the request answers the run that the first made.</summary>
    public static async Task<IResult> OfAsync(
        HttpRequest request, RunLauncher launcher, Agent agent, Func<RunId, DateTimeOffset, Run> make, CancellationToken cancel)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length > MaxKeyLength)
        {
            return Problem.Invalid("Idempotency-Key", $"has {key.Length} characters; at most {MaxKeyLength} are allowed");
        }

        if (!agent.Enabled)
        {
            return Problem.Conflict($"agent \"{agent.Name}\" is disabled");
        }

        var scope = key.Length == 0 ? null : $"{Caller.Of(request).Name}/{request.Path}/{key}";
        if (await launcher.LaunchAsync(make, agent.Tenant, agent.Name, scope, cancel, Caller.Of(request).Name) is not { } run)
        {
            return Problem.NotFound($"agent \"{agent.Name}\"");
        }

        request.HttpContext.Response.Headers.Location = $"/api/agents/{agent.Name}/runs/{run.Id}";
        return run.Reason == RunReason.QueueFull || run.Status == RunStatus.Rejected
            ? Problem.Busy(request, ComeBackAfter(run), $"{run.Sentence}; recorded as run {run.Id}")
            : Results.Json(new RunAnswer(run), Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>A queue moves soon; a budget has money again on the next day (UTC) at the earliest.</summary>
    private static TimeSpan ComeBackAfter(Run run) => run is { Status: RunStatus.Rejected, FinishedAt: { } at } ? at.UtcDateTime.Date.AddDays(1) - at.UtcDateTime : UntilTheQueueHasRoom;
}
