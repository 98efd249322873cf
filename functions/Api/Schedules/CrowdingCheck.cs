using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Due;
using AgentSched.Storage.Schedules;

namespace AgentSched.Api.Schedules;

/// <summary>Warns about schedules of an agent that are due in the same second and do not all fit into its slots and queue.</summary>
public sealed class CrowdingCheck(DueTable due, ScheduleTable schedules)
{
    /// <summary>
    /// Warnings about a schedule that was just stored; empty if there are none. Two requests, however many schedules the agent has: what the others do if
    /// there is no room is not read.
    /// </summary>
    internal async Task<IReadOnlyList<string>> OfAsync(Schedule schedule, Agent agent, CancellationToken cancel)
    {
        if ((await schedules.FindMarkAsync(schedule, cancel))?.Next is not { } next)
        {
            return [];
        }

        var count = await due.CountAsync(schedules.ShardOf(schedule), agent, next.DueTime, cancel);
        return Crowding.Warning(agent, next.DueTime, count) is { } warning ? [warning] : [];
    }
}
