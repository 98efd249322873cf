using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Storage.Tables;

/// <summary>
/// Builds every PartitionKey and RowKey. All rows of an agent are in one partition (its shard), so that each change of
/// state is one entity-group transaction. <c>|</c> separates the segments; names never contain it.
/// </summary>
internal static partial class Keys
{
    /// <summary>The partition of rows about the whole table, such as <see cref="LayoutRow"/>.</summary>
    public const string MetaPartition = "meta";

    /// <summary>The row with the number of shards, fixed at the first start.</summary>
    public const string LayoutRow = "layout";

    /// <summary>The row with the time of the last successful tick.</summary>
    public const string HeartbeatRow = "heartbeat";

    /// <summary>The row that says which release, with which time zone data, found all specs readable.</summary>
    public const string SpecsRow = "specs";

    /// <summary>The row with the key from which tokens and signing secrets are derived, if no setting provides one.</summary>
    public const string CallbackKeyRow = "callbacks";

    /// <summary>The prefix of all in-flight runs of a shard.</summary>
    public const string InFlights = "r|";

    /// <summary>The prefix of all due rows of a shard.</summary>
    public const string AllDue = "d|";

    /// <summary>The prefix of all agents of a shard.</summary>
    public const string Agents = "g|";

    /// <summary>The partition of all API keys, by id.</summary>
    public const string KeyPartition = "k";

    /// <summary>The row in an owner's partition with the number of the owner's schedules.</summary>
    public const string QuotaRow = "quota";

    /// <summary>The row in an owner's partition with what the owner's runs spent and have reserved.</summary>
    public const string LedgerRow = "ledger";

    /// <summary>The prefix of all owner limits in a tenant's partition.</summary>
    public const string OwnerLimits = "l|";

    private const string AfterPrefix = "}"; // the character after '|': an exclusive upper bound for a prefix

    /// <summary><c>s07</c>: the shard of an agent, from a hash that no release may change.</summary>
    /// <param name="tenant">The tenant's name.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="shards">How many shards there are; 1–100.</param>
    public static string Shard(string tenant, string agent, int shards)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}/{agent}"), hash);
        var value = BinaryPrimitives.ReadUInt32LittleEndian(hash);
        return Shard((int)(value % (uint)shards));
    }

    /// <summary><c>s07</c>: the partition of shard 7.</summary>
    public static string Shard(int index) => string.Create(CultureInfo.InvariantCulture, $"s{index:D2}");

    /// <summary>Whether an external text has the form of a shard's partition.</summary>
    public static bool IsShard(string text) => text is ['s', >= '0' and <= '9', >= '0' and <= '9'];

    /// <summary>The partitions of all shards.</summary>
    public static IEnumerable<string> Shards(int shards) => Enumerable.Range(0, shards).Select(Shard);

    /// <summary><c>g|main|alice</c>: an agent's registry entry and its queue.</summary>
    public static string Agent(string tenant, string agent) => $"{Agents}{tenant}|{agent}";

    /// <summary><c>h|main|alice~k3v9q2m7x4b8</c>: an agent that was deleted, until its runs, usage and feed are purged.</summary>
    public static string FormerAgent(AgentKey agent) => $"h|{agent.Tenant}|{agent.Segment}";

    /// <summary>A filter for the agents of a shard, deleted ones included: their keys are adjacent.</summary>
    public static string AllAgents(string shard) => $"PartitionKey eq '{shard}' and RowKey ge '{Agents}' and RowKey lt 'h{AfterPrefix}'";

    /// <summary><c>s|main|alice~k3v9q2m7x4b8|k3v9q2m7x4b8c1d5</c>: a schedule. Like all keys below, it holds the agent's <see cref="AgentKey.Segment"/>.</summary>
    public static string Schedule(AgentKey agent, string scheduleId) => $"s|{agent.Tenant}|{agent.Segment}|{scheduleId}";

    /// <summary><c>n|main|alice|k3v9q2m7x4b8c1d5</c>: the schedule's dispatch progress, with the time of its due row.</summary>
    public static string Mark(AgentKey agent, string scheduleId) => $"n|{agent.Tenant}|{agent.Segment}|{scheduleId}";

    /// <summary>Filter for the schedules of a shard whose due row was set aside.</summary>
    public static string WithProblem(string shard) => $"{Prefix(shard, "n|")} and Problem ne ''";

    /// <summary><c>d|0639034560000000000|k3v9q2m7x4b8c1d5</c>: the next occurrence of an enabled schedule; sorted by due time.</summary>
    public static string Due(DateTimeOffset dueTime, string scheduleId) => $"d|{Ticks(dueTime)}|{scheduleId}";

    /// <summary>When a due row is due.</summary>
    public static DateTimeOffset DueTimeOf(string dueKey) => new(long.Parse(dueKey.AsSpan(AllDue.Length, 19), CultureInfo.InvariantCulture), TimeSpan.Zero);

    /// <summary><c>e|0639034560000000000|k3v9q2m7x4b8c1d5</c>: a due row that cannot be claimed and was set aside.</summary>
    public static string SetAside(string dueKey) => $"e|{dueKey[2..]}";

    /// <summary><c>p|0639034560000000000|k3v9q2m7x4b8c1d5</c>: a deleted schedule, sorted by the time from which it is purged.</summary>
    public static string Purge(DateTimeOffset at, string scheduleId) => $"p|{Ticks(at)}|{scheduleId}";

    /// <summary>The prefix of <see cref="Chained"/>.</summary>
    public const string ChainedPrefix = "q|c|";

    /// <summary><c>q|c|0639034560000000000|1nq8c2z0…|0</c>: a pending follow-up of a run that ended at that time; deleted once the follow-up is claimed.</summary>
    public static string Chained(DateTimeOffset endedAt, RunId ended, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{ChainedPrefix}{Ticks(endedAt)}|{ended}|{index}");

    /// <summary>The prefix of <see cref="Delivery"/>.</summary>
    public const string DeliveryPrefix = "q|w|";

    /// <summary><c>q|w|1nq8c2z0…-7f3k9q2m4b8c</c>: an event to deliver to a webhook; deleted once the webhook accepts it.</summary>
    public static string Delivery(string id) => $"{DeliveryPrefix}{id}";

    /// <summary><c>w|main|alice|1nq8c2z0…-7f3k9q2m4b8c</c>: a dead-lettered event; newest run first, because run ids sort that way.</summary>
    public static string DeadDelivery(AgentKey agent, string id) => $"{DeadDeliveries(agent)}{id}";

    /// <summary>The prefix of all dead-lettered events of an agent.</summary>
    public static string DeadDeliveries(AgentKey agent) => $"w|{agent.Tenant}|{agent.Segment}|";

    /// <summary>The prefix of <see cref="ActiveBackfill"/>.</summary>
    public const string ActiveBackfillPrefix = "q|b|";

    /// <summary><c>q|b|main|alice|k3v9q2m7x4b8c1d5</c>: names the running backfill of a schedule; deleted when it ends.</summary>
    public static string ActiveBackfill(AgentKey agent, string scheduleId) => $"{ActiveBackfillPrefix}{agent.Tenant}|{agent.Segment}|{scheduleId}";

    /// <summary><c>b|main|alice|k3v9q2m7x4b8c1d5|p0v7c2k9d4m1x8b3</c>: a backfill; kept after its end.</summary>
    public static string Backfill(AgentKey agent, string scheduleId, string id) => $"{Backfills(agent)}{scheduleId}|{id}";

    /// <summary><c>b|main|alice|</c>: the prefix of all backfills of an agent.</summary>
    public static string Backfills(AgentKey agent) => $"b|{agent.Tenant}|{agent.Segment}|";

    /// <summary><c>r|0639034560000000000|1nq8c2z0…</c>: a run from its claim to its end; sorted by nominal time, oldest first.</summary>
    public static string InFlight(RunId run) => $"{InFlights}{Ticks(run.NominalTime)}|{run}";

    /// <summary><c>x|main|alice|1nq8c2z0…</c>: a run's record; newest first, because run ids sort that way.</summary>
    public static string Run(AgentKey agent, RunId run) => $"x|{agent.Tenant}|{agent.Segment}|{run}";

    /// <summary><c>y|main|alice|k3v9q2m7x4b8c1d5|1nq8c2z0…</c>: a run's record by schedule, without the long texts.</summary>
    public static string RunOfSchedule(AgentKey agent, string scheduleId, RunId run) => $"y|{agent.Tenant}|{agent.Segment}|{scheduleId}|{run}";

    /// <summary><c>i|main|alice|5f2c…</c>: the run created by a request with an idempotency key; the last segment is a hash.</summary>
    public static string RequestKey(AgentKey agent, string hash) => $"i|{agent.Tenant}|{agent.Segment}|{hash}";

    /// <summary><c>a|main|alice|9221580936854775806</c>: an entry of an agent's feed; newest first, because the key holds the inverted sequence number.</summary>
    public static string Activity(AgentKey agent, long sequence) => $"{ActivitiesOf(agent)}{NewestFirst(sequence)}";

    /// <summary><c>a|main|alice|</c>: the prefix of an agent's feed.</summary>
    public static string ActivitiesOf(AgentKey agent) => $"{Activities}{agent.Tenant}|{agent.Segment}|";

    /// <summary>The prefix of all feeds of a shard, and of the one feed of a tenant's partition.</summary>
    public const string Activities = "a|";

    /// <summary>The last segment of a feed entry's key: 19 digits.</summary>
    public static string NewestFirst(long sequence) => (long.MaxValue - sequence).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>The prefix of <see cref="Missed"/>.</summary>
    public const string MissedPrefix = "q|n|";

    /// <summary><c>q|n|main|alice|k3v9q2m7x4b8c1d5|0639034560000000000</c>: missed occurrences, up to that time, without a feed entry yet; deleted when the entry is written.</summary>
    public static string Missed(AgentKey agent, string scheduleId, DateTimeOffset last) => $"{MissedPrefix}{agent.Tenant}|{agent.Segment}|{scheduleId}|{Ticks(last)}";

    /// <summary><c>u|main|alice|20260105</c>: an agent's run totals of a past day.</summary>
    public static string Usage(AgentKey agent, DateOnly day) => $"{UsageOf(agent)}{Day(day)}";

    /// <summary>The prefix of all <see cref="Usage"/> of an agent.</summary>
    public static string UsageOf(AgentKey agent) => $"u|{agent.Tenant}|{agent.Segment}|";

    /// <summary><c>v|main|alice|20260105|k3v9q2m7x4b8c1d5</c>: a schedule's run totals of a past day.</summary>
    public static string UsageOfSchedule(AgentKey agent, DateOnly day, string scheduleId) => $"{UsageOfSchedules(agent)}{Day(day)}|{scheduleId}";

    /// <summary>The prefix of all <see cref="UsageOfSchedule"/> of an agent's schedules.</summary>
    public static string UsageOfSchedules(AgentKey agent) => $"v|{agent.Tenant}|{agent.Segment}|";

    /// <summary><c>o|main|ann</c>: an owner's partition: a row per schedule name, the quota row and the ledger row.</summary>
    public static string Owner(string tenant, string owner) => $"o|{tenant}|{owner}";

    /// <summary>The prefix of all schedule names of an owner; see <see cref="NameKeys"/>.</summary>
    public const string Names = "n|";

    /// <summary><c>t|main</c>: a tenant's partition: a row per agent (<c>g|alice</c>).</summary>
    public static string Tenant(string tenant) => $"t|{tenant}";

    /// <summary><c>g|alice</c>: an agent in its tenant's list.</summary>
    public static string TenantAgent(string agent) => $"g|{agent}";

    /// <summary><c>l|ann</c>: an owner's spending limits, in its tenant's partition, so that one query returns all owners with limits.</summary>
    public static string OwnerLimit(string owner) => $"{OwnerLimits}{owner}";

    /// <summary>How many witness rows a partition has.</summary>
    public const int Witnesses = 4096;

    /// <summary><c>z|03f</c>: holds the id of a transaction and nothing else. See <see cref="Transaction.WithWitness"/>.</summary>
    public static string Witness(int number) => string.Create(CultureInfo.InvariantCulture, $"z|{number:x3}");

    /// <summary>Whether a row is a feed entry: inserted once, never changed.</summary>
    public static bool IsActivity(string row) => row.StartsWith(Activities, StringComparison.Ordinal);

    /// <summary>Whether a row is an agent or a schedule, the rows that <see cref="RowCache"/> caches.</summary>
    public static bool IsAgentOrSchedule(string partition, string row) =>
        partition.StartsWith('s') && (row.StartsWith(Agents, StringComparison.Ordinal) || row.StartsWith("s|", StringComparison.Ordinal));

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Ticks(DateTimeOffset time) => time.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
