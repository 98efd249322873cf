using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Openings;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Runs;

/// <summary>Cancels or replays many runs with one request, each independently: if one is refused, its item says so and the others are handled.</summary>
public sealed class RunBulkEndpoints(AgentTable agents, RunTable runs, RunFinder finder, RunLauncher launcher, RunCanceller canceller, TimeProvider clock, ILogger<RunBulkEndpoints> logger)
{
    /// <summary>Upper bound of searches for one request; each reads a bounded number of runs.</summary>
    private const int MaxSearches = 10;

    /// <summary>
    /// <c>POST /api/runs/bulk {action, ids | filter, dryRun?}</c>: at most 200 runs, the newest first; the answer has the outcome of each (<c>done</c>,
    /// <c>unchanged</c>, or the problem), and whether more match. With an <c>Idempotency-Key</c>, a repeated request replays no run twice.
    /// </summary>
    [Function(nameof(ChangeManyRuns))]
    public async Task<IResult> ChangeManyRuns(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/bulk")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var bulk = RunBulk.Read(fields);
        if ((fields.Finish() ?? IdempotencyKey.Read(request).Problem) is { } wrong)
        {
            return wrong;
        }

        if (bulk.Agent is { } name && await agents.FindVisibleAsync(Caller.Of(request), name, cancel) is null)
        {
            return Problem.NotFound($"agent \"{name}\"");
        }

        var (ids, more) = bulk.Ids is { } given ? (given, false) : await MatchesAsync(Caller.Of(request), bulk, cancel);
        var found = new List<FoundRun>();
        foreach (var (agent, run) in ids)
        {
            found.Add(await FindAsync(Caller.Of(request), agent, run, cancel));
        }

        var (items, full) = (new object[found.Count], new Dictionary<(string Agent, string? Owner), ProblemResult>());
        foreach (var (place, one) in found.Index().OrderBy(f => InSlot(f.Item.Run)))
        {
            items[place] = await OneAsync(request, bulk, one, full, durable, cancel);
        }

        request.HttpContext.Response.Headers.Remove("Location"); // of one of the runs
        return Results.Json(new { items, more }, Json.Options);
    }

    private async Task<(IReadOnlyList<(string Agent, string Run)> Ids, bool More)> MatchesAsync(Caller caller, RunBulk bulk, CancellationToken cancel)
    {
        var among = (await agents.AllVisibleAsync(caller, cancel)).Where(agent => bulk.Agent is null || agent.Name == bulk.Agent).ToList();
        var found = new List<(string, string)>();
        string? after = null;
        for (var searches = 0; bulk.Search!.Statuses.Count > 0 && searches < MaxSearches && found.Count < RunBulk.MaxRuns; searches++)
        {
            var page = await finder.FindAsync(caller, among, bulk.Search, RunBulk.MaxRuns - found.Count, after, clock.GetUtcNow(), cancel);
            found.AddRange(page.Runs.Select(run => (run.Agent, run.Id.ToString())));
            if ((after = page.Until) is null)
            {
                break;
            }
        }

        return (found, after is not null);
    }

    /// <summary>Runs in a slot come last: a slot that a cancelled run leaves would be taken by the next in line, which would call its agent only to be cancelled, too.</summary>
    private static bool InSlot(Run? run) => run?.Status == RunStatus.Running;

    private async Task<FoundRun> FindAsync(Caller caller, string agentName, string runId, CancellationToken cancel)
    {
        var agent = (await agents.FindVisibleAsync(caller, agentName, cancel))?.Agent;
        var run = agent is not null && RunId.TryParse(runId, out var id) && await runs.FindAsync(agent.Key, id, cancel) is { } read && caller.CanSee(read, agent) ? read.AsOf(clock.GetUtcNow()) : null;
        return new FoundRun(agentName, runId, agent, run);
    }

    /// <param name="request">The request.</param>
    /// <param name="bulk">What it asks for.</param>
    /// <param name="found">The run.</param>
    /// <param name="full">Agents and owners whose queue or budget has refused a replay: their other runs are refused without a record for each.</param>
    /// <param name="durable">Starts and ends orchestrations.</param>
    /// <param name="cancel">Ends the call.</param>
    private async Task<object> OneAsync(HttpRequest request, RunBulk bulk, FoundRun found, Dictionary<(string Agent, string? Owner), ProblemResult> full, DurableTaskClient durable, CancellationToken cancel)
    {
        try
        {
            var (caller, agent) = (Caller.Of(request), found.Agent!);
            var (outcome, refused, started) = found.Run is not { } run ? ("refused", Problem.NotFound($"run \"{found.RunId}\""), null)
                : bulk.Action == RunBulkAction.Cancel ? (await CancelAsync(caller, agent, run, bulk.IsDry, durable, cancel) ? "done" : "unchanged", null, null)
                : await ReplayAsync(request, caller, agent, run, bulk.IsDry, full, durable, cancel);
            return Item(found, outcome, started, refused as ProblemResult);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.BulkFailed(e, found.RunId); // the others are still handled
            return Item(found, "refused", started: null, refused: null) with { Status = StatusCodes.Status500InternalServerError, Problem = "internal error; it is not known whether anything changed" };
        }
    }

    /// <returns>False: it has ended.</returns>
    private async Task<bool> CancelAsync(Caller caller, Agent agent, Run run, bool isDry, DurableTaskClient durable, CancellationToken cancel) =>
        !run.Status.HasEnded()
        && (isDry || await canceller.CancelAsync(agents.ShardOf(agent.Key), run.Id, RunReason.CancelledByCaller, $"{caller.Name} cancelled it", durable, cancel, caller.Name));

    private async Task<(string Outcome, IResult? Refused, Run? Started)> ReplayAsync(
        HttpRequest request, Caller caller, Agent agent, Run run, bool isDry, Dictionary<(string Agent, string? Owner), ProblemResult> full, DurableTaskClient durable, CancellationToken cancel)
    {
        if ((Replay.Objection(run) ?? (agent.Enabled ? full.GetValueOrDefault((agent.Name, run.Owner)) : Problem.Conflict($"agent \"{agent.Name}\" is disabled"))) is { } objection)
        {
            return ("refused", objection, null);
        }

        if (isDry)
        {
            return ("done", null, null);
        }

        var answer = await LaunchAnswer.OfAsync(
            request, launcher, durable, agent, (id, now) => Replay.Of(run, agent, caller, id, now), caller.Name, $"{caller.Name}/{request.Path}/{run.Id}", static started => started, cancel);
        if (answer is ProblemResult { Status: StatusCodes.Status429TooManyRequests } busy)
        {
            full[(agent.Name, run.Owner)] = busy;
        }

        return answer is IValueHttpResult { Value: Run started } ? ("done", null, started) : ("refused", answer, null);
    }

    private static RunBulkItem Item(FoundRun found, string outcome, Run? started, ProblemResult? refused) => new(
        found.AgentName, found.RunId, found.Run?.ScheduleName, found.Run?.Status, outcome, started?.Id.ToString(), refused?.Status, refused?.Detail);

    /// <param name="AgentName">The run's agent, as sent.</param>
    /// <param name="RunId">The run, as sent.</param>
    /// <param name="Agent">The agent. Null: the caller may not see one of that name.</param>
    /// <param name="Run">The run. Null: the caller may not see it.</param>
    private sealed record FoundRun(string AgentName, string RunId, Agent? Agent, Run? Run);
}
