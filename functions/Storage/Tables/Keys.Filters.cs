using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Storage.Tables;

/// <content>Builds the filters of queries: each reads one range of keys.</content>
internal static partial class Keys
{
    /// <summary>A filter for all rows of a partition whose key begins with <paramref name="prefix"/>, which ends in <c>|</c>.</summary>
    public static string Prefix(string partition, string prefix) =>
        $"PartitionKey eq '{partition}' and RowKey ge '{prefix}' and RowKey lt '{prefix[..^1]}{AfterPrefix}'";

    /// <summary>A filter as <see cref="Prefix"/>, starting after the row whose key is prefix plus <paramref name="after"/>.</summary>
    public static string PrefixAfter(string partition, string prefix, string after) =>
        $"PartitionKey eq '{partition}' and RowKey gt '{prefix}{after}' and RowKey lt '{prefix[..^1]}{AfterPrefix}'";

    /// <summary>
    /// A filter for all rows whose key is prefix plus a text from <paramref name="first"/> (included) to <paramref name="end"/> (excluded),
    /// and greater than <paramref name="after"/>. Null: no bound.
    /// </summary>
    public static string Between(string partition, string prefix, string? first, string? after, string? end) =>
        $"PartitionKey eq '{partition}' and RowKey ge '{prefix}{first}'"
        + (after is null ? string.Empty : $" and RowKey gt '{prefix}{after}'")
        + $" and RowKey lt '{(end is null ? prefix[..^1] + AfterPrefix : prefix + end)}'";

    /// <summary>A filter for an agent's usage rows by day, both ends included.</summary>
    public static string UsageBetween(string shard, AgentKey agent, DateOnly from, DateOnly to) => Between(shard, UsageOf(agent), Day(from), after: null, Day(to) + AfterPrefix);

    /// <summary>A filter for the usage rows of an agent's schedules by day, both ends included.</summary>
    public static string UsageOfSchedulesBetween(string shard, AgentKey agent, DateOnly from, DateOnly to) => Between(shard, UsageOfSchedules(agent), Day(from), after: null, Day(to) + AfterPrefix);

    /// <summary>A filter for the agents of an owner in a shard.</summary>
    public static string AgentsOf(string shard, string tenant, string owner) => $"{Prefix(shard, Agent(tenant, string.Empty))} and Owner eq '{owner}'";

    /// <summary>A filter for the pending deliveries of all agents of a name, the present and former ones, after the one with the id <paramref name="after"/>. Null: from the first.</summary>
    public static string DeliveriesOf(string shard, AgentKey agent, string? after) =>
        $"{Between(shard, DeliveryPrefix, first: null, after, end: null)} and Tenant eq '{agent.Tenant}' and Agent eq '{agent.Name}'";

    /// <summary>A filter for the due rows of a shard up to <paramref name="horizon"/>, inclusive.</summary>
    public static string DueUntil(string shard, DateTimeOffset horizon) => $"PartitionKey eq '{shard}' and RowKey ge 'd|' and RowKey lt 'd|{Ticks(horizon)}{AfterPrefix}'";

    /// <summary>A filter for the deleted schedules of a shard that can be purged.</summary>
    public static string PurgeUntil(string shard, DateTimeOffset until) => $"PartitionKey eq '{shard}' and RowKey ge 'p|' and RowKey lt 'p|{Ticks(until)}{AfterPrefix}'";

    /// <summary>
    /// A filter for the rows that the sweep reads in a shard: pending work (<c>q|</c>) and, next in key order, the in-flight
    /// rows with a nominal time up to <paramref name="until"/>, inclusive. One range, one query.
    /// </summary>
    public static string WorkUntil(string shard, DateTimeOffset until) =>
        $"PartitionKey eq '{shard}' and RowKey ge 'q|' and RowKey lt 'r|{Ticks(until)}{AfterPrefix}'";

    /// <summary>A filter for the in-flight rows of a shard from the first to the last of these runs, which usually all have the same nominal time.</summary>
    public static string InFlightAmong(string shard, IReadOnlyCollection<RunId> runs) =>
        $"PartitionKey eq '{shard}' and RowKey ge '{runs.Select(InFlight).Min(StringComparer.Ordinal)}' and RowKey lt '{runs.Select(InFlight).Max(StringComparer.Ordinal)}{AfterPrefix}'";

    /// <summary>A filter for the in-flight rows of a shard with a nominal time from <paramref name="from"/> (included) to <paramref name="to"/> (excluded).</summary>
    public static string InFlightBetween(string shard, DateTimeOffset from, DateTimeOffset to) =>
        $"PartitionKey eq '{shard}' and RowKey ge 'r|{Ticks(from)}|' and RowKey lt 'r|{Ticks(to)}|'";
}
