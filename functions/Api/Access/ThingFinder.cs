using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Routing;

namespace AgentSched.Api.Access;

/// <summary>What a route names; each kind by values of its own.</summary>
internal enum Thing
{
    /// <summary>No thing.</summary>
    None,

    /// <summary><c>{agent}</c>.</summary>
    Agent,

    /// <summary><c>{agent}</c> and <c>{id}</c>: a schedule that is not deleted.</summary>
    Schedule,

    /// <summary>The same, of one that is deleted and can be restored.</summary>
    DeletedSchedule,

    /// <summary><c>{agent}</c> and <c>{runId}</c>.</summary>
    Run,

    /// <summary><c>{owner}</c>: somebody's name, which is there whether it has things or not.</summary>
    Owner,
}

/// <summary>Reads what the route of a request names.</summary>
public sealed class ThingFinder(AgentTable agents, ScheduleTable schedules, RunTable runs)
{
    private const string Agent = "agent", Schedule = "id", Run = "runId", Owner = "owner";

    /// <summary>The values that the route of a function about such a thing must have.</summary>
    internal static IReadOnlyList<string> RouteValuesOf(Thing thing) => thing switch
    {
        Thing.None => [],
        Thing.Agent => [Agent],
        Thing.Owner => [Owner],
        Thing.Schedule or Thing.DeletedSchedule => [Agent, Schedule],
        _ => [Agent, Run],
    };

    /// <summary>The thing in words, for the caller who named it.</summary>
    internal static string Words(Thing thing, RouteValueDictionary route) => thing switch
    {
        Thing.Agent => $"agent \"{route[Agent]}\"",
        Thing.Owner => $"owner \"{NameOf(route)}\"",
        Thing.Run => $"run \"{route[Run]}\"",
        _ => $"schedule \"{route[Schedule]}\"",
    };

    /// <summary>The owner that a route names.</summary>
    internal static string NameOf(RouteValueDictionary route) => route[Owner] as string ?? string.Empty;

    /// <summary>The thing, and its agent first: where that is out of the caller's sight, nothing more is read. Null: there is none.</summary>
    internal async Task<RequestedThing?> FindAsync(Caller caller, Thing thing, RouteValueDictionary route, CancellationToken cancel)
    {
        var name = route[Agent] as string ?? string.Empty;
        if (thing == Thing.Agent)
        {
            return AgentName.Shape().IsMatch(name) && await agents.FindAsync(caller.Tenant, name, cancel) is { } agent ? new RequestedThing(agent) : null;
        }

        if (await agents.FindVisibleAsync(caller, name, cancel) is not { } visible)
        {
            return null;
        }

        if (thing == Thing.Run)
        {
            return RunId.TryParse(route[Run] as string ?? string.Empty, out var id) && await runs.FindAsync(caller.Tenant, name, id, cancel) is { } run
                ? new RequestedThing(visible, Run: run)
                : null;
        }

        return await FindScheduleAsync(caller, visible, route[Schedule] as string ?? string.Empty, thing == Thing.DeletedSchedule, cancel) is { } schedule
            ? new RequestedThing(visible, schedule)
            : null;
    }

    /// <summary>A schedule that the caller may see; null: there is none.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="agent">Its agent, which the caller may see.</param>
    /// <param name="id">Its id, as it was sent.</param>
    /// <param name="deleted">Whether it shall be a deleted one.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<Editable?> FindScheduleAsync(Caller caller, StoredAgent agent, string id, bool deleted, CancellationToken cancel) =>
        ScheduleId.Shape().IsMatch(id)
            && await schedules.FindAsync(caller.Tenant, agent.Agent.Name, id, cancel) is { } stored
            && stored.Schedule.DeletedAt is not null == deleted
            && caller.CanSee(stored.Schedule, agent.Agent)
                ? new Editable(stored, agent.Agent, await schedules.FindMarkAsync(stored.Schedule, cancel) ?? DispatchProgress.New)
                : null;
}
