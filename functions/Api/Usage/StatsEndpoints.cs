using System.Text.Json;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Spending;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Usage;

/// <summary>
/// Statistics of a time window. 24 hours are read from the records of all runs that came due in them, whatever their status; 7 and 30 days (UTC,
/// today included) from daily usage, which counts runs that started and ended.
/// </summary>
public sealed class StatsEndpoints(AgentTable agents, RunTable runs, UsageTable usage, TimeProvider clock)
{
    private const int MostRuns = 2000; // upper bound of rows that one search reads
    private static readonly Dictionary<string, int> Windows = new(StringComparer.Ordinal) { ["24h"] = 1, ["7d"] = 7, ["30d"] = 30 };

    /// <summary><c>GET /api/agents/{agent}/stats?window=24h|7d|30d</c>.</summary>
    [Function(nameof(GetAgentStats))]
    public async Task<IResult> GetAgentStats(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agents/{agent}/stats")] HttpRequest request, CancellationToken cancel) =>
        await AnswerAsync(request, [request.FoundAgent()], cancel);

    /// <summary><c>GET /api/stats?window=24h|7d|30d</c>: over all agents that the caller may see.</summary>
    [Function(nameof(GetStats))]
    public async Task<IResult> GetStats(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "stats")] HttpRequest request, CancellationToken cancel) =>
        await AnswerAsync(request, await agents.AllVisibleStoredAsync(Caller.Of(request), cancel), cancel);

    private async Task<IResult> AnswerAsync(HttpRequest request, IReadOnlyList<StoredAgent> among, CancellationToken cancel)
    {
        var window = request.One("window") ?? "24h";
        var errors = FieldErrors.Of(request);
        if (!Windows.TryGetValue(window, out var days))
        {
            errors.Add("window", $"\"{window}\" is not one of {string.Join(", ", Windows.Keys)}");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var (caller, now) = (Caller.Of(request), clock.GetUtcNow());
        var from = days == 1 ? now.AddDays(-1) : new DateTimeOffset(now.UtcDateTime.Date.AddDays(1 - days), TimeSpan.Zero);
        var parts = await among.AskEachAsync(agent => days == 1
            ? LastHoursAsync(caller, agent.Agent, from, cancel)
            : LastDaysAsync(caller, agent, DayUsage.DayOf(from), DayUsage.DayOf(now), cancel));

        var tally = parts.Aggregate(Tally.None, (sum, part) => sum.Plus(part.Tally));
        return Results.Json(
            new
            {
                window,
                from,
                to = now,
                tally.Runs,
                byStatus = parts.SelectMany(p => p.ByStatus).GroupBy(s => s.Status).OrderBy(s => s.Key)
                    .ToDictionary(s => JsonNamingPolicy.CamelCase.ConvertName(s.Key.ToString()), s => s.Sum(one => one.Count), StringComparer.Ordinal),
                tally.SuccessRate,
                tally.CostUsd,
                tally.TokensIn,
                tally.TokensOut,
                averageDuration = tally.Durations.Average(),
                p95Duration = tally.Durations.Percentile(0.95),
                perDay = parts.SelectMany(p => p.PerDay).GroupBy(d => d.Day).OrderBy(d => d.Key)
                    .Select(d => new { day = d.Key, runs = d.Sum(one => one.Tally.Runs), costUsd = d.Sum(one => one.Tally.CostUsd) }),
                cut = parts.Any(p => p.Cut),
            },
            Json.Options);
    }

    private async Task<Stats> LastHoursAsync(Caller caller, Agent agent, DateTimeOffset from, CancellationToken cancel)
    {
        var search = new RunSearch([], [], from, To: null, Schedule: null, Text: null);
        var found = await runs.SearchAsync(clock.GetUtcNow(), agent, search, run => caller.CanSee(run, agent), MostRuns, after: null, cancel);
        var days = found.Runs.Where(run => run.FinishedAt is not null && run.StartedAt is not null)
            .GroupBy(DayUsage.DayOf)
            .Select(day => (day.Key, day.Aggregate(Tally.None, (sum, run) => sum.Add(caller.CanChange(agent) ? run : run.ForOwner()))))
            .ToList();
        return new Stats([.. found.Runs.GroupBy(run => run.Status).Select(s => (s.Key, (long)s.Count()))], days, Cut: found.Until is not null);
    }

    private async Task<Stats> LastDaysAsync(Caller caller, StoredAgent agent, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var seesAll = caller.CanChange(agent.Agent);
        var days = (await usage.DaysAsync(agent, from, to, cancel))
            .Select(day => (day.Day, Tally: seesAll ? day.Tally : day.Owners.GetValueOrDefault(caller.Name, Tally.None)))
            .Where(day => day.Tally.Runs > 0)
            .ToList();
        var sum = days.Aggregate(Tally.None, (all, day) => all.Plus(day.Tally));
        var byStatus = new (RunStatus Status, long Count)[]
        {
            (RunStatus.Succeeded, sum.Succeeded), (RunStatus.Failed, sum.Failed - sum.TimedOut), (RunStatus.TimedOut, sum.TimedOut), (RunStatus.Cancelled, sum.Cancelled),
        };
        return new Stats([.. byStatus.Where(s => s.Count > 0)], days, Cut: false);
    }

    /// <summary>Statistics of one agent.</summary>
    private sealed record Stats(IReadOnlyList<(RunStatus Status, long Count)> ByStatus, IReadOnlyList<(DateOnly Day, Tally Tally)> PerDay, bool Cut)
    {
        public Tally Tally => PerDay.Aggregate(Tally.None, (sum, day) => sum.Plus(day.Tally));
    }
}
