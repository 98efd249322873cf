using AgentSched.Api.Access;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Usage;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Spending;

namespace AgentSched.Api.Usage;

/// <summary>What a usage report is grouped by.</summary>
public enum UsageBy
{
    /// <summary>The day (UTC) on which the runs ended.</summary>
    Day,

    /// <summary>The agent that did the work.</summary>
    Agent,

    /// <summary>The schedule; runs without a schedule are left out.</summary>
    Schedule,

    /// <summary>The owner of the schedule or request.</summary>
    Owner,
}

/// <summary>
/// Adds up the usage that a caller may see: of agents that it may change, all usage; of agents that are shared with it, that of its own schedules and
/// requests. One query for each agent, two more if grouped by schedule.
/// </summary>
public sealed class UsageReport(UsageTable usage, ScheduleTable schedules)
{

    /// <param name="caller">Who asks.</param>
    /// <param name="among">Agents that it may see.</param>
    /// <param name="by">What to group by.</param>
    /// <param name="from">The first day, included.</param>
    /// <param name="to">The last day, included.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IReadOnlyList<UsageLine>> ReadAsync(
        Caller caller, IReadOnlyList<StoredAgent> among, UsageBy by, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var lines = (await among.AskEachAsync(agent => by == UsageBy.Schedule
            ? OfSchedulesAsync(caller, agent.Agent, from, to, cancel)
            : OfAgentAsync(caller, agent, by, from, to, cancel))).SelectMany(of => of);
        return [.. lines
            .Where(line => line.Tally is not { Runs: 0, CostUsd: 0 })
            .GroupBy(line => line with { Tally = Tally.None })
            .Select(same => same.Key with { Tally = same.Aggregate(Tally.None, (sum, line) => sum.Plus(line.Tally)) })
            .OrderBy(line => line.Day).ThenBy(line => line.Agent, StringComparer.Ordinal).ThenBy(line => line.ScheduleName, StringComparer.Ordinal).ThenBy(line => line.Owner, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<UsageLine>> OfAgentAsync(Caller caller, StoredAgent agent, UsageBy by, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var days = await usage.DaysAsync(agent, from, to, cancel);
        var seesAll = caller.CanChange(agent.Agent);
        return [.. days.SelectMany(day => by == UsageBy.Owner
            ? day.Owners.Where(o => seesAll || o.Key == caller.Name).Select(o => new UsageLine(null, null, null, null, o.Key, o.Value))
            : [new UsageLine(by == UsageBy.Day ? day.Day : null, by == UsageBy.Agent ? agent.Agent.Name : null, null, null, null, seesAll ? day.Tally : day.Owners.GetValueOrDefault(caller.Name, Tally.None))])];
    }

    private async Task<IReadOnlyList<UsageLine>> OfSchedulesAsync(Caller caller, Agent agent, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var known = (await schedules.ListAsync(agent.Key, cancel)).ToDictionary(s => s.Schedule.Id, s => s.Schedule, StringComparer.Ordinal);
        var over = await usage.DaysOfSchedulesAsync(agent, from, to, cancel);
        var current = known.Values.Where(s => s.Today.Day >= from && s.Today.Day <= to).Select(s => (ScheduleId: s.Id, Day: s.Today));
        return [.. over.Concat(current)
            .Where(day => known.TryGetValue(day.ScheduleId, out var schedule) ? caller.CanSee(schedule, agent) : caller.CanChange(agent))
            .Select(day => new UsageLine(null, agent.Name, day.ScheduleId, known.GetValueOrDefault(day.ScheduleId)?.Name, null, day.Day.Tally))];
    }
}
