using System.Globalization;
using AgentSched.Model.Agents;

namespace AgentSched.Model.Schedules;

/// <summary>More schedules of an agent that are due in the same second than its slots and queue hold.</summary>
internal static class Crowding
{
    private const string EachKind = "of the others, those with onFull: wait wait within their catch-up window and are missed after it, and those with onFull: fail fail";

    /// <summary>What a user is told of one second. Null: there is room for all.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="due">When they are due.</param>
    /// <param name="all">What each of the schedules that are due then does if there is no room.</param>
    public static string? Warning(Agent agent, DateTimeOffset due, IReadOnlyCollection<OnFull> all) => Warning(agent, due, all.Count, Others(all));

    /// <summary>The same if it is not known what each of them does.</summary>
    public static string? Warning(Agent agent, DateTimeOffset due, int count) => Warning(agent, due, count, EachKind);

    private static string? Warning(Agent agent, DateTimeOffset due, int count, string others)
    {
        var room = agent.MaxConcurrent + agent.QueueDepth;
        return count <= room ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{count} schedules of agent \"{agent.Name}\" are due at {due:yyyy-MM-ddTHH:mm:ssZ}, but its slots and queue hold {room} runs (maxConcurrent {agent.MaxConcurrent}, queueDepth {agent.QueueDepth}); {others}");
    }

    /// <summary>Warnings about the seconds in which new or changed schedules are next due; one for each second without room, in order.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="all">All schedules of the agent, with the changes.</param>
    /// <param name="changed">Ids of those that are new or changed.</param>
    /// <param name="now">Current time.</param>
    public static IEnumerable<string> Warnings(Agent agent, IEnumerable<Schedule> all, IReadOnlySet<string> changed, DateTimeOffset now) =>
        from schedule in all
        where schedule.Enabled
        let next = schedule.NextAfter(now)
        where next is not null
        group schedule by next.Value.DueTime into second
        where second.Any(s => changed.Contains(s.Id))
        orderby second.Key
        let warning = Warning(agent, second.Key, [.. second.Select(s => s.Policies.OnFull)])
        where warning is not null
        select warning;

    /// <remarks>Which of them find no room depends on the order in which they come, so what each kind does is said if both are there.</remarks>
    private static string Others(IReadOnlyCollection<OnFull> all) =>
        !all.Contains(OnFull.Fail) ? "the others wait within their catch-up window and are missed after it (onFull: wait)"
        : !all.Contains(OnFull.Wait) ? "the others fail (onFull: fail)"
        : EachKind;
}
