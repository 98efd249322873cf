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

/// <summary>Kind of thing that a route names.</summary>
internal enum ResourceKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>{agent}</c>.</summary>
    Agent,

    /// <summary><c>{agent}</c> and <c>{id}</c>: a schedule that is not deleted.</summary>
    Schedule,

    /// <summary><c>{agent}</c> and <c>{id}</c>: a schedule that is deleted and can be restored.</summary>
    DeletedSchedule,

    /// <summary><c>{agent}</c> and <c>{runId}</c>.</summary>
    Run,

    /// <summary><c>{owner}</c>: an owner's name; it exists even if the owner has no things.</summary>
    Owner,
}

/// <summary>Loads the thing that a request's route names.</summary>
public sealed class ResourceLoader(AgentTable agents, ScheduleTable schedules, RunTable runs)
{
    private const string Agent = "agent", Schedule = "id", Run = "runId", Owner = "owner";

    /// <summary>Route values that a function about such a thing must have.</summary>
    internal static IReadOnlyList<string> RouteValuesOf(ResourceKind thing) => thing switch
    {
        ResourceKind.None => [],
        ResourceKind.Agent => [Agent],
        ResourceKind.Owner => [Owner],
        ResourceKind.Schedule or ResourceKind.DeletedSchedule => [Agent, Schedule],
        _ => [Agent, Run],
    };

    /// <summary>The thing in words, for messages to the caller.</summary>
    internal static string Words(ResourceKind thing, RouteValueDictionary route) => thing switch
    {
        ResourceKind.Agent => $"agent \"{route[Agent]}\"",
        ResourceKind.Owner => $"owner \"{NameOf(route)}\"",
        ResourceKind.Run => $"run \"{route[Run]}\"",
        _ => $"schedule \"{route[Schedule]}\"",
    };

    /// <summary>The owner that a route names.</summary>
    internal static string NameOf(RouteValueDictionary route) => route[Owner] as string ?? string.Empty;

    /// <summary>Loads the thing, its agent first: if the caller may not see the agent, nothing more is read. Null: there is none.</summary>
    internal async Task<RouteResource?> FindAsync(Caller caller, ResourceKind thing, RouteValueDictionary route, CancellationToken cancel)
    {
        var name = route[Agent] as string ?? string.Empty;
        if (thing == ResourceKind.Agent)
        {
            return AgentName.Shape().IsMatch(name) && await agents.FindAsync(caller.Tenant, name, cancel) is { } agent ? new RouteResource(agent) : null;
        }

        if (await agents.FindVisibleAsync(caller, name, cancel) is not { } visible)
        {
            return null;
        }

        if (thing == ResourceKind.Run)
        {
            return RunId.TryParse(route[Run] as string ?? string.Empty, out var id) && await runs.FindAsync(visible.Agent.Key, id, cancel) is { } run
                ? new RouteResource(visible, Run: run)
                : null;
        }

        return await FindScheduleAsync(caller, visible, route[Schedule] as string ?? string.Empty, thing == ResourceKind.DeletedSchedule, cancel) is { } schedule
            ? new RouteResource(visible, schedule)
            : null;
    }

    /// <summary>Loads a schedule that the caller may see. Null: there is none.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="agent">Its agent, which the caller may see.</param>
    /// <param name="id">Its id, as sent.</param>
    /// <param name="deleted">Whether to look for a deleted one.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<EditableSchedule?> FindScheduleAsync(Caller caller, StoredAgent agent, string id, bool deleted, CancellationToken cancel) =>
        ScheduleId.Shape().IsMatch(id)
            && await schedules.FindAsync(agent.Agent.Key, id, cancel) is { } stored
            && stored.Schedule.DeletedAt is not null == deleted
            && caller.CanSee(stored.Schedule, agent.Agent)
                ? new EditableSchedule(stored, agent.Agent, await schedules.FindMarkAsync(stored.Schedule, cancel) ?? DispatchProgress.New)
                : null;
}
