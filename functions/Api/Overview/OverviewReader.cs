using AgentSched.Model.Access;
using AgentSched.Model.Runs;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;

namespace AgentSched.Api.Overview;

/// <summary>Reads what an overview shows of an agent.</summary>
public sealed class OverviewReader(AgentTable agents, ScheduleTable schedules, RunTable runs)
{
    /// <summary>Upper bound of runs that are counted per agent.</summary>
    private const int MostRuns = 2000;

    internal async Task<AgentOverview> ReadAsync(Caller caller, StoredAgent stored, DateTimeOffset now, CancellationToken cancel)
    {
        var agent = stored.Agent;
        var listed = (await schedules.ListAsync(agent.Key, cancel)).Where(s => s.Schedule.DeletedAt is null && caller.CanSee(s.Schedule, agent)).ToList();
        var day = await runs.SearchAsync(
            now, agent, new RunSearch([], [], OverviewAnswer.DayBegins(now), To: null, Schedule: null, Text: null), run => caller.CanSee(run, agent), MostRuns, after: null, cancel);

        // Runs behind a run of the same schedule are not in the agent's queue yet.
        var ids = stored.Queue.Running.Concat(stored.Queue.Waiting).Concat(listed.SelectMany(s => s.Schedule.Buffered)).ToHashSet();
        var open = ids.Count == 0 ? [] : await runs.FindInFlightAsync(agents.ShardOf(agent.Key), ids, cancel);
        return new AgentOverview(
            listed,
            [.. open.Select(read => read.Run.AsOf(now)).Where(run => run.Status is RunStatus.Running or RunStatus.Waiting && caller.CanSee(run, agent))],
            [.. day.Runs.Select(run => caller.CanChange(agent) ? run : run.ForOwner())],
            day.Until is not null);
    }
}
