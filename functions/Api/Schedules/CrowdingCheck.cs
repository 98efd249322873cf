using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Due;
using AgentSched.Storage.Schedules;

namespace AgentSched.Api.Schedules;

/// <summary>Warns about schedules of an agent that are due in the same second and do not all fit into its slots and queue.</summary>
public sealed class CrowdingCheck(DueTable due, ScheduleTable schedules)
{
    /// <summary>Warnings about a schedule that was just stored; empty if there are none. Two requests.</summary>
    internal async Task<IReadOnlyList<string>> OfAsync(Schedule schedule, Agent agent, CancellationToken cancel)
    {
        if ((await schedules.FindMarkAsync(schedule, cancel))?.Next is not { } next)
        {
            return [];
        }

        var (count, room) = (await due.CountAsync(schedules.ShardOf(schedule), agent, next.DueTime, cancel), agent.MaxConcurrent + agent.QueueDepth);
        return count <= room
            ? []
            : [string.Create(
                CultureInfo.InvariantCulture,
                $"{count} schedules of agent \"{agent.Name}\" are due at {next.DueTime:yyyy-MM-ddTHH:mm:ssZ}, but its slots and queue hold {room} runs (maxConcurrent {agent.MaxConcurrent}, queueDepth {agent.QueueDepth}); {Others(schedule)}")];
    }

    private static string Others(Schedule schedule) => schedule.Policies.OnFull == OnFull.Wait
        ? "the others wait within their catch-up window and are missed after it (onFull: wait)"
        : "the others fail (onFull: fail)";
}
