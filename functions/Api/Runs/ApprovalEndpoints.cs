using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Access;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Runs;

/// <summary>Approves a run to start although its agent's budget is spent.</summary>
public sealed class ApprovalEndpoints(AgentTable agents, RunTable runs, WaitingRuns waitingRuns, ILogger<ApprovalEndpoints> logger)
{
    /// <summary>
    /// <c>POST /api/agents/{agent}/runs/{runId}/approve</c>: by the agent's owner or an admin; the run starts as soon as a slot is free. 409 if it is
    /// not waiting in its agent's queue. Safe to repeat.
    /// </summary>
    [Function(nameof(ApproveRun))]
    public async Task<IResult> ApproveRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = RunEndpoints.One + "/approve")] HttpRequest request, string runId, CancellationToken cancel)
    {
        var (run, target) = request.FoundRun();
        if (!await waitingRuns.PromoteAsync(agents.ShardOf(target.Tenant, target.Name), target.Tenant, target.Name, cancel, approved: run.Id))
        {
            return Problem.Conflict($"run \"{runId}\" is not waiting in the queue of agent \"{target.Name}\"");
        }

        logger.Approved(Caller.Of(request).Name, runId);
        return Results.Json(new RunAnswer((await runs.FindAsync(target.Tenant, target.Name, run.Id, cancel))!), Json.Options);
    }
}
