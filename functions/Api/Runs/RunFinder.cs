using AgentSched.Api.Access;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Runs;

namespace AgentSched.Api.Runs;

/// <summary>Finds the runs that a caller may see among those of several agents.</summary>
public sealed class RunFinder(RunTable runs)
{
    /// <summary>The newest matching runs. If few of the newest runs match, the page is short and the next page continues.</summary>
    /// <remarks>One query per agent. Ids sort by time over all agents, so the newest runs overall are among the newest of each agent.</remarks>
    /// <param name="caller">Who asks.</param>
    /// <param name="among">The agents.</param>
    /// <param name="search">The filter.</param>
    /// <param name="limit">Upper bound of runs.</param>
    /// <param name="after">Id behind which to start. Null: at the newest run.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<RunPage> FindAsync(Caller caller, IReadOnlyList<Agent> among, RunSearch search, int limit, string? after, DateTimeOffset now, CancellationToken cancel)
    {
        var found = await among.AskEachAsync(agent => runs.SearchAsync(now, agent, search, run => caller.CanSee(run, agent), limit + 1, after, cancel));

        // Each search stops after a bounded number of rows; after the earliest stop the order is not known yet.
        var until = found.Select(f => f.Until).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault();
        var page = found.SelectMany(f => f.Runs)
            .Where(run => until is null || string.CompareOrdinal(run.Id.ToString(), until) <= 0)
            .OrderBy(run => run.Id.ToString(), StringComparer.Ordinal)
            .ToList();
        return new RunPage([.. page.Take(limit)], page.Count > limit ? page[limit - 1].Id.ToString() : until);
    }
}
