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
    private static readonly TimeSpan UntilTheQueueHasRoom = TimeSpan.FromSeconds(30);

    /// <summary>Answers a caller of the API. With an <c>Idempotency-Key</c>, a repeated request returns the run that the first one created; one with another body is refused.</summary>
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
    /// <param name="isAnonymous">Whether the requester has no key: then no answer names the agent, an owner or an amount.</param>
    public static async Task<IResult> OfAsync(
        HttpRequest request, RunLauncher launcher, DurableTaskClient durable, Agent agent, Func<RunId, DateTimeOffset, Run> make, string actor, string scope, Func<Run, object> answer, CancellationToken cancel, bool isAnonymous = false)
    {
        var (key, tooLong) = IdempotencyKey.Read(request);
        if (tooLong is not null)
        {
            return tooLong;
        }

        if (!agent.Enabled)
        {
            return Problem.Conflict(isAnonymous ? "the agent is disabled" : $"agent \"{agent.Name}\" is disabled");
        }

        var requestKey = key.Length == 0 ? null : new RequestKey($"{scope}/{key}", BodyHash.Of(request), BodyHash.OfBytes(request));
        var launched = await launcher.LaunchAsync(make, agent.Key, requestKey, durable, cancel, actor);
        if (launched.IsKeyTaken)
        {
            return Problem.Conflict("this Idempotency-Key was used for another request; a new run needs a new key");
        }

        if (launched.Run is not { } run)
        {
            return Problem.NotFound(isAnonymous ? "the agent" : $"agent \"{agent.Name}\"");
        }

        if (launched.IsRecorded && !isAnonymous)
        {
            request.HttpContext.Response.Headers.Location = $"/api/agents/{agent.Name}/runs/{run.Id}";
        }

        var words = isAnonymous ? Anonymous(run) : launched.Words;
        return run.Reason == RunReason.AccessLost ? Problem.Conflict(words)
            : run.Reason == RunReason.QueueFull || run.Status == RunStatus.Rejected
            ? Problem.Busy(request, RetryAfter(run), words)
            : Results.Json(answer(run), Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static string Anonymous(Run run) => run.Reason switch
    {
        RunReason.AccessLost => "the schedule may no longer run",
        RunReason.QueueFull => "the agent's queue is full",
        _ => "a budget does not allow the run now",
    };

    /// <summary>When to retry: soon for a full queue or a reserved budget; for a spent budget, on the next day (UTC) at the earliest.</summary>
    internal static TimeSpan RetryAfter(Run run) => run is { Reason: RunReason.BudgetSpent, FinishedAt: { } at } ? at.UtcDateTime.Date.AddDays(1) - at.UtcDateTime : UntilTheQueueHasRoom;
}
