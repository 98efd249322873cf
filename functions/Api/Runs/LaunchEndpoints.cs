using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Openings;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Runs;

/// <summary>Starts, replays and cancels runs.</summary>
public sealed class LaunchEndpoints(AgentTable agents, RunTable runs, RunLauncher launcher, RunCanceller canceller, IOptions<ScheduleOptions> options)
{
    /// <summary>
    /// <c>POST /api/agents/{agent}/runs {message, …}</c>: 202 with the run; 429 if the agent's queue is full or its budget is spent; the run is
    /// recorded.
    /// </summary>
    [Function(nameof(RunAgent))]
    public async Task<IResult> RunAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agents/{agent}/runs")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        var (caller, agent) = (Caller.Of(request), request.FoundAgent().Agent);
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var message = fields.Text("message", required: true, max: Schedule.MaxMessageLength);
        var context = fields.Object("context", Schedule.MaxContextLength);
        var settings = ScheduleJson.ParseSettings(fields);
        var timeout = fields.Duration("timeout", Agent.MinTimeout, agent.Timeout);
        var retries = fields.Whole("retries", 0, SchedulePolicies.MaxRetries) ?? SchedulePolicies.DefaultRetries;
        var retryTimeouts = fields.Flag("retryTimeouts") ?? false;
        var maxCost = ScheduleJson.ParseMaxCost(fields, options.Value);
        return fields.Finish() ?? await LaunchAnswer.OfAsync(
            request,
            launcher,
            durable,
            agent,
            (id, now) => Run.Requested(id, agent, RunTrigger.Api, caller.Name, now) with
            {
                OwnerIsAdmin = caller.IsAdmin,
                Message = message,
                Context = context,
                Settings = settings,
                Timeout = timeout ?? agent.Timeout,
                Retries = retries,
                RetryTimeouts = retryTimeouts,
                MaxCostUsd = maxCost,
            },
            cancel);
    }

    /// <summary>
    /// <c>POST /api/agents/{agent}/schedules/{id}/trigger</c>: runs it now, even if it is disabled; 202 with the run, 429 if the agent's queue is
    /// full or its budget is spent.
    /// </summary>
    [Function(nameof(TriggerSchedule))]
    public async Task<IResult> TriggerSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ScheduleEndpoints.One + "/trigger")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        var found = request.FoundSchedule();
        return await LaunchAnswer.OfAsync(
            request, launcher, durable, found.Agent, (run, now) => Opening.Triggered(run, found.Schedule, found.Agent, now, options.Value.MaxCostUsdPerRun), cancel);
    }

    /// <summary>
    /// <c>POST /api/agents/{agent}/runs/{runId}/replay</c>: starts a new run with the same message and settings. It is the first run's owner's if that
    /// owner or an admin asks; who else may see the run, which is the agent's owner, starts one of its own, at its own cost.
    /// </summary>
    [Function(nameof(ReplayRun))]
    public async Task<IResult> ReplayRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = RunEndpoints.One + "/replay")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        var (run, target) = request.FoundRun();
        var caller = Caller.Of(request);
        return Replay.Objection(run) ?? await LaunchAnswer.OfAsync(request, launcher, durable, target, (id, now) => Replay.Of(run, target, caller, id, now), cancel);
    }

    /// <summary><c>POST /api/agents/{agent}/runs/{runId}/cancel</c>: cancels a waiting or running run; 409 if it has ended.</summary>
    [Function(nameof(CancelRun))]
    public async Task<IResult> CancelRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = RunEndpoints.One + "/cancel")] HttpRequest request,
        string runId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancel)
    {
        var (caller, (run, target)) = (Caller.Of(request), request.FoundRun());
        var shard = agents.ShardOf(target.Tenant, target.Name);
        if (!await canceller.CancelAsync(shard, run.Id, RunReason.CancelledByCaller, $"{caller.Name} cancelled it", durable, cancel, caller.Name))
        {
            return Problem.Conflict($"run \"{runId}\" has already ended");
        }

        return Results.Json(new RunAnswer((await runs.FindAsync(target.Key, run.Id, cancel))!), Json.Options);
    }
}
