using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Runs;

/// <summary>Reads runs: by agent, by schedule, by id, and their logs.</summary>
public sealed class RunEndpoints(AgentTable agents, RunFinder finder, RunLogs logs, TimeProvider clock)
{
    private const string OfAgent = "agents/{agent}/runs";
    internal const string One = OfAgent + "/{runId}";

    /// <summary>
    /// <c>GET /api/agents/{agent}/runs?status=&amp;trigger=&amp;from=&amp;to=&amp;schedule=&amp;text=</c>: newest first; only runs that the caller
    /// may see.
    /// </summary>
    [Function(nameof(ListRuns))]
    public async Task<IResult> ListRuns(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfAgent)] HttpRequest request, CancellationToken cancel) =>
        await ListAsync(request, [request.FoundAgent().Agent], schedule: null, cancel);

    /// <summary><c>GET /api/agents/{agent}/schedules/{id}/runs</c>: newest first, with the same filters.</summary>
    [Function(nameof(ListRunsOfSchedule))]
    public async Task<IResult> ListRunsOfSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ScheduleEndpoints.One + "/runs")] HttpRequest request, string id, CancellationToken cancel) =>
        await ListAsync(request, [request.FoundSchedule().Agent], id, cancel);

    /// <summary><c>GET /api/runs</c>: over all agents that the caller may use, newest first, with the same filters.</summary>
    [Function(nameof(ListAllRuns))]
    public async Task<IResult> ListAllRuns(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs")] HttpRequest request, CancellationToken cancel) =>
        await ListAsync(request, await agents.AllVisibleAsync(Caller.Of(request), cancel), schedule: null, cancel);

    /// <summary><c>GET /api/agents/{agent}/runs/{runId}</c>: the whole record.</summary>
    [Function(nameof(GetRun))]
    public IResult GetRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request) =>
        Results.Json(new RunAnswer(request.FoundRun().Run.AsOf(clock.GetUtcNow())), Json.Options);

    /// <summary><c>GET /api/agents/{agent}/runs/{runId}/log</c>: the raw log, as the agent sent it; as text if it is not JSON or its end is lost.</summary>
    [Function(nameof(GetRunLog))]
    public async Task<IResult> GetRunLog(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/log")] HttpRequest request, string runId, CancellationToken cancel) =>
        await logs.OpenLogAsync(request.FoundRun().Run, cancel) is { } packed
            ? await PackedText.AnswerLogAsync(request, packed, request.FoundRun().Run.Answer is { LogTruncated: true } or { LogIsText: true }, cancel)
            : Problem.NotFound($"a log of run \"{runId}\"");

    /// <summary><c>GET /api/agents/{agent}/runs/{runId}/response</c>: the whole response, even if the record has only its beginning.</summary>
    [Function(nameof(GetRunResponse))]
    public async Task<IResult> GetRunResponse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/response")] HttpRequest request, string runId, CancellationToken cancel)
    {
        var (run, _) = request.FoundRun();
        return run.ResponseCut && await logs.OpenResponseAsync(run, cancel) is { } packed ? PackedText.Answer(request, packed, PackedText.Plain)
            : run.Answer?.Response is { } response ? Results.Text(response, "text/plain", System.Text.Encoding.UTF8)
            : Problem.NotFound($"a response of run \"{runId}\"");
    }

    private async Task<IResult> ListAsync(HttpRequest request, IReadOnlyList<Agent> among, string? schedule, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var paging = Paging.Read(request, errors);
        var search = RunSearch.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        search = search with { Schedule = schedule ?? search.Schedule };
        var page = await finder.FindAsync(Caller.Of(request), among, search, paging.Limit, paging.Continuation, clock.GetUtcNow(), cancel);
        return Paging.Page(page.Runs.Select(run => new RunSummary(run)), page.Until);
    }
}
