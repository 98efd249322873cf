using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Model.Usage;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Spending;

/// <summary>
/// Usage rows of past days: <c>u</c> by agent, <c>v</c> by schedule. They are written in the transaction of the first close of a later
/// day, under the ETag of the agent's or schedule's row that held the day until then, so no run is counted twice or lost. Such a
/// close reads the usage row first (it exists if the agent was deleted and registered again): one request per day.
/// </summary>
public sealed class UsageTable(TableStore store, IOptions<AgentSchedOptions> options)
{
    /// <summary>Adds an agent's usage rows to the transaction that closes a run.</summary>
    internal Task AddAsync(Transaction transaction, Agent agent, AgentSpending before, Run ended, CancellationToken cancel) =>
        AddAsync(store, transaction, day => Keys.Usage(agent.Key, day), before.Today, ended, ended.Owner ?? DayUsage.Others, cancel);

    /// <summary>Adds a schedule's usage rows to the transaction that closes a run.</summary>
    internal Task AddAsync(Transaction transaction, Schedule before, Run ended, CancellationToken cancel) =>
        AddAsync(store, transaction, day => Keys.UsageOfSchedule(before.AgentKey, day, before.Id), before.Today, ended, owner: null, cancel);

    /// <summary>Adds the last day's usage row to the transaction that deletes an agent or schedule.</summary>
    internal static Task AddLastDayAsync(TableStore store, Transaction transaction, Agent agent, AgentSpending spending, CancellationToken cancel) =>
        AddAsync(store, transaction, Keys.Usage(agent.Key, spending.Today.Day), spending.Today, cancel);

    internal static Task AddLastDayAsync(TableStore store, Transaction transaction, Schedule schedule, CancellationToken cancel) =>
        AddAsync(store, transaction, Keys.UsageOfSchedule(schedule.AgentKey, schedule.Today.Day, schedule.Id), schedule.Today, cancel);

    /// <summary>Usage of an agent by day, for days on which runs ended, the current one included: one query.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="from">The first day, included.</param>
    /// <param name="to">The last day, included.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<IReadOnlyList<DayUsage>> DaysAsync(StoredAgent agent, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var days = new List<DayUsage>();
        await foreach (var row in store.QueryAsync(Keys.UsageBetween(ShardOf(agent.Agent), agent.Agent.Key, from, to), cancel))
        {
            days.Add(DayUsage.Read(row));
        }

        if (agent.Queue.Spending.Today is { IsEmpty: false } today && today.Day >= from && today.Day <= to)
        {
            days.Add(today);
        }

        return days;
    }

    /// <summary>Usage of an agent's schedules by schedule id and day, for past days on which runs ended; the current day is in the schedule's row.</summary>
    internal async Task<IReadOnlyList<(string ScheduleId, DayUsage Day)>> DaysOfSchedulesAsync(Agent agent, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var days = new List<(string, DayUsage)>();
        await foreach (var row in store.QueryAsync(Keys.UsageOfSchedulesBetween(ShardOf(agent), agent.Key, from, to), cancel))
        {
            days.Add((row.RowKey[(row.RowKey.LastIndexOf('|') + 1)..], DayUsage.Read(row)));
        }

        return days;
    }

    private string ShardOf(Agent agent) => Keys.Shard(agent.Tenant, agent.Name, options.Value.Shards);

    private static async Task AddAsync(TableStore store, Transaction transaction, Func<DateOnly, string> key, DayUsage before, Run ended, string? owner, CancellationToken cancel)
    {
        if (ended.StartedAt is null)
        {
            return;
        }

        var day = DayUsage.DayOf(ended);
        if (day > before.Day)
        {
            await AddAsync(store, transaction, key(before.Day), before, cancel);
        }
        else if (day < before.Day)
        {
            await AddAsync(store, transaction, key(day), DayUsage.On(day).Add(ended, owner), cancel);
        }
    }

    private static async Task AddAsync(TableStore store, Transaction transaction, string key, DayUsage over, CancellationToken cancel)
    {
        if (!over.IsEmpty)
        {
            var sum = await store.GetAsync(transaction.Partition, key, cancel) is { } row ? DayUsage.Read(row).Plus(over) : over;
            transaction.Upsert(sum.Write(transaction.Partition, key));
        }
    }
}
