using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Openings;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace AgentSched.Api.Runs;

/// <summary>Starts a run for a request and answers it: 202 with the run, or 429 if the agent's queue is full or its budget is spent.</summary>
internal static class LaunchAnswer
{
    private const int MaxKeyLength = 200;
    private static readonly TimeSpan UntilTheQueueHasRoom = TimeSpan.FromSeconds(30);

    /// <summary>Answers a caller of the API. With an <c>Idempotency-Key</c>, a repeated request returns the run that the first one created.</summary>
    public static Task<IResult> OfAsync(HttpRequest request, RunLauncher launcher, DurableTaskClient durable, Agent agent, Func<RunId, DateTimeOffset, Run> make, CancellationToken cancel) =>
        OfAsync(request, launcher, durable, agent, make, Caller.Of(request).Name, $"{Caller.Of(request).Name}/{request.Path}", static run => new RunAnswer(run), cancel);

    /// <summary>Answers a request without an API caller, such as a hook.</summary>
    /// <param name="request">The request.</param>
    /// <param name="launcher">Starts the run.</param>
    /// <param name="durable">Starts its orchestration.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="make">Creates the run.</param>
    /// <param name="actor">Who requests it, for the feed.</param>
    /// <param name="scope">Scope in which an idempotency key is unique.</param>
    /// <param name="answer">Maps the run to the body of the answer.</param>
    /// <param name="cancel">Ends the call.</param>
    public static async Task<IResult> OfAsync(
        HttpRequest request, RunLauncher launcher, DurableTaskClient durable, Agent agent, Func<RunId, DateTimeOffset, Run> make, string actor, string scope, Func<Run, object> answer, CancellationToken cancel)
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

        if (await launcher.LaunchAsync(make, agent.Tenant, agent.Name, key.Length == 0 ? null : $"{scope}/{key}", durable, cancel, actor) is not { } run)
        {
            return Problem.NotFound($"agent \"{agent.Name}\"");
        }

        request.HttpContext.Response.Headers.Location = $"/api/agents/{agent.Name}/runs/{run.Id}";
        return run.Reason == RunReason.QueueFull || run.Status == RunStatus.Rejected
            ? Problem.Busy(request, RetryAfter(run), $"{run.Sentence}; recorded as run {run.Id}")
            : Results.Json(answer(run), Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>When to retry: soon for a full queue; for a spent budget, on the next day (UTC) at the earliest.</summary>
    private static TimeSpan RetryAfter(Run run) => run is { Status: RunStatus.Rejected, FinishedAt: { } at } ? at.UtcDateTime.Date.AddDays(1) - at.UtcDateTime : UntilTheQueueHasRoom;
}
