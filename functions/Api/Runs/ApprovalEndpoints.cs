using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Access;
using AgentSched.Model.Budgets;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Runs;

/// <summary>Approves a run to start although a budget is spent.</summary>
public sealed class ApprovalEndpoints(AgentTable agents, RunTable runs, WaitingRuns waitingRuns, TimeProvider clock, ILogger<ApprovalEndpoints> logger)
{
    /// <summary>
    /// <c>POST /api/agents/{agent}/runs/{runId}/approve</c>: by the agent's owner or an admin; by an admin only if its owner's limits hold it. The run starts as soon as a slot is free. 409 if it is
    /// not waiting in its agent's queue. Safe to repeat.
    /// </summary>
    [Function(nameof(ApproveRun))]
    public async Task<IResult> ApproveRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = RunEndpoints.One + "/approve")] HttpRequest request, string runId, CancellationToken cancel)
    {
        var (run, target) = request.FoundRun();
        var isAdmin = Caller.Of(request).IsAdmin;
        if (!isAdmin && Approval.IsForAdmins(target, request.FoundAgent().Queue, run.Id, clock.GetUtcNow()))
        {
            return Problem.Forbidden($"run \"{runId}\" waits for the limits of its owner, {run.Owner}, which admins set; only an admin can approve it");
        }

        if (!await waitingRuns.PromoteAsync(agents.ShardOf(target.Key), target.Key, cancel, approved: run.Id, byAdmin: isAdmin))
        {
            return Problem.Conflict($"run \"{runId}\" is not waiting in the queue of agent \"{target.Name}\"");
        }

        logger.Approved(Caller.Of(request).Name, runId);
        return Results.Json(new RunAnswer((await runs.FindAsync(target.Key, run.Id, cancel))!), Json.Options);
    }
}
