using System.Text.Json;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Closings;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Agents;
using AgentSched.Outbound.Answers;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Runs;

/// <summary>Receives the answers of asynchronous agents. The token replaces an API key; it is valid for one run and one answer.</summary>
public sealed class CallbackEndpoints(
    CallbackTokens tokens, RunTable runs, AgentTable agents, AgentSecrets secrets, RunLogs logs, RunCloser closer, ILogger<CallbackEndpoints> logger)
{
    /// <summary>
    /// <c>POST /api/callbacks/{runId}</c> with <c>X-Callback-Token</c> (or as a bearer token): the agent's answer, in the same format as a direct
    /// answer to the call. 409 if the run has ended: a late or second answer is logged and changes nothing.
    /// </summary>
    [Function(nameof(ReceiveCallback))]
    public async Task<IResult> ReceiveCallback(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "callbacks/{runId}")] HttpRequest request,
        string runId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancel)
    {
        if (!RunId.TryParse(runId, out var id) || Sent(request) is not { } token || await tokens.CheckAsync(token, id, cancel) is not { } shard)
        {
            return Problem.BadToken();
        }

        if (await runs.FindInFlightAsync(shard, id, cancel) is not { Run.Status: RunStatus.Running } read
            || await agents.FindAsync(read.Run.AgentKey, cancel) is not { } agent)
        {
            return Late(id);
        }

        using var reply = await ReadAsync(agent.Agent, secrets.Mask(agent.Agent, request.Body), cancel);
        switch (reply.Reason)
        {
            // A malformed answer must not end the run.
            case RunReason.AnswerUnreadable when reply.LacksField is { } field:
                return Problem.Invalid(field, $"must be a text: the answer of an agent of kind {JsonNamingPolicy.CamelCase.ConvertName(agent.Agent.Kind.ToString())}; an error is sent as error or detail; the run still waits for an answer");
            case RunReason.AnswerUnreadable:
                return Problem.BadJson("the body is not a valid answer of this kind of agent; the run still waits for one");
            case RunReason.AnswerTooLarge:
                return Problem.TooLarge(AnswerReader.MaxAnswer);
        }

        var kept = await logs.KeepAsync(read.Run, Spent.Into(reply.AnswerWithCost, Spent.Add(before: null, read.Run.Answer)), cancel);
        if (!await closer.CloseAsync(shard, id, (run, now) => CallEnd.Of(run with { Attempts = Math.Max(run.Attempts, 1) }, reply, kept, now), cancel, known: read))
        {
            return Late(id);
        }

        await WakeAsync(durable, id, cancel);
        return Results.Json(new { runId, accepted = true }, Json.Options);
    }

    private static async Task<AgentReply> ReadAsync(Agent agent, Stream body, CancellationToken cancel)
    {
        try
        {
            return await AgentClient.ReadCallbackAsync(agent, body, cancel);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new AgentReply(ReplyKind.Failed, RunReason.AnswerTooLarge, e.Message); // the host's own limit
        }
    }

    private IResult Late(RunId run)
    {
        logger.LateCallback(run.ToString());
        return Problem.Conflict($"run \"{run}\" has ended; the answer changes nothing");
    }

    /// <summary>Wakes the orchestration that waits for the answer. If this fails, its timer wakes it, and it finds the run ended.</summary>
    private async Task WakeAsync(DurableTaskClient durable, RunId run, CancellationToken cancel)
    {
        try
        {
            await durable.RaiseEventAsync(run.ToString(), RunEvents.Answered, run.ToString(), cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.NotWoken(e, run.ToString());
        }
    }

    private static string? Sent(HttpRequest request) => request.Headers["X-Callback-Token"] is [{ Length: > 0 } own] ? own : Headers.Bearer(request.Headers);
}
