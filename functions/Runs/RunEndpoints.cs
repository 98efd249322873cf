using System.IO.Compression;
using AgentSched.Agents;
using AgentSched.Http;
using AgentSched.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Runs;

/// <summary>Reads runs: by agent, by schedule, by id, and their logs.</summary>
public sealed class RunEndpoints(AgentTable agents, ScheduleTable schedules, RunTable runs, RunLogs logs)
{
    private const string OfAgent = "agents/{agent}/runs";
    internal const string One = OfAgent + "/{runId}";

    /// <summary><c>GET /api/agents/{agent}/runs</c>: newest first; those that the caller may see.</summary>
    [Function(nameof(ListRuns))]
    public Task<IResult> ListRuns(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfAgent)] HttpRequest request, string agent, CancellationToken cancel) =>
        agents.ListAsync(
            request,
            agent,
            async (caller, target, paging) =>
            {
                var (page, next) = await runs.PageAsync(caller.Tenant, agent, paging.Limit, paging.Continuation, cancel);
                return Paging.Page(page.Where(run => caller.CanSee(run, target)).Select(run => new RunEntry(run)), next);
            },
            cancel);

    /// <summary><c>GET /api/agents/{agent}/schedules/{id}/runs</c>: newest first.</summary>
    [Function(nameof(ListRunsOfSchedule))]
    public Task<IResult> ListRunsOfSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agents/{agent}/schedules/{id}/runs")] HttpRequest request,
        string agent,
        string id,
        CancellationToken cancel) =>
        agents.ListAsync(
            request,
            agent,
            async (caller, target, paging) =>
            {
                if (!ScheduleContract.Id().IsMatch(id)
                    || await schedules.FindAsync(caller.Tenant, agent, id, cancel) is not { } schedule
                    || !caller.CanSee(schedule.Schedule, target))
                {
                    return Problem.NotFound($"schedule \"{id}\"");
                }

                var (page, next) = await runs.PageAsync(caller.Tenant, agent, id, paging.Limit, paging.Continuation, cancel);
                return Paging.Page(page.Select(run => new RunEntry(run)), next);
            },
            cancel);

    /// <summary><c>GET /api/agents/{agent}/runs/{runId}</c>: the whole record.</summary>
    [Function(nameof(GetRun))]
    public async Task<IResult> GetRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string agent, string runId, CancellationToken cancel) =>
        await FindAsync(request, agent, runId, cancel) is { } run ? Results.Json(new RunAnswer(run), Json.Options) : Unknown(runId);

    /// <summary><c>GET /api/agents/{agent}/runs/{runId}/log</c>: the agent's raw log as it sent it.</summary>
    [Function(nameof(GetRunLog))]
    public async Task<IResult> GetRunLog(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/log")] HttpRequest request, string agent, string runId, CancellationToken cancel) =>
        await FindAsync(request, agent, runId, cancel) is not { } run ? Unknown(runId)
            : await logs.OpenLogAsync(run, cancel) is { } packed ? Unpacked(request, packed, "application/json")
            : Problem.NotFound($"a log of run \"{runId}\"");

    /// <summary><c>GET /api/agents/{agent}/runs/{runId}/response</c>: the whole response, also where the record holds only its beginning.</summary>
    [Function(nameof(GetRunResponse))]
    public async Task<IResult> GetRunResponse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/response")] HttpRequest request, string agent, string runId, CancellationToken cancel) =>
        await FindAsync(request, agent, runId, cancel) is not { } run ? Unknown(runId)
            : run.ResponseCut && await logs.OpenResponseAsync(run, cancel) is { } packed ? Unpacked(request, packed, "text/plain; charset=utf-8")
            : run.Answer?.Response is { } response ? Results.Text(response, "text/plain", System.Text.Encoding.UTF8)
            : Problem.NotFound($"a response of run \"{runId}\"");

    private async Task<Run?> FindAsync(HttpRequest request, string agent, string runId, CancellationToken cancel) =>
        await runs.FindVisibleAsync(request, agent, runId, cancel) is var (run, _) ? run : null;

    /// <summary>Streams a gzip blob: as it is to callers that take gzip, unpacked to others.</summary>
    private static IResult Unpacked(HttpRequest request, Stream packed, string type)
    {
        request.HttpContext.Response.Headers.Vary = "Accept-Encoding";
        if (!request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "gzip" && e.Quality is not 0))
        {
            return Results.Stream(new GZipStream(packed, CompressionMode.Decompress), type);
        }

        request.HttpContext.Response.Headers.ContentEncoding = "gzip";
        return Results.Stream(packed, type);
    }

    internal static IResult Unknown(string runId) => Problem.NotFound($"run \"{runId}\"");
}
