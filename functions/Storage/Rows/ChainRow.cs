using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>
/// A pending follow-up of a run: written in the transaction that ends the run, deleted once the follow-up is claimed. Its key is
/// right before the in-flight rows, in the range that the sweep reads.
/// </summary>
/// <param name="Shard">The partition of the run that ended.</param>
/// <param name="Key">The key of this row.</param>
/// <param name="AgentKey">The agent of the run that ended.</param>
/// <param name="Run">The run that ended.</param>
/// <param name="NextAgent">The agent of the schedule that follows.</param>
/// <param name="NextSchedule">The id of the schedule that follows.</param>
/// <param name="At">When the run ended.</param>
internal sealed record ChainRow(string Shard, string Key, AgentKey AgentKey, RunId Run, string NextAgent, string NextSchedule, DateTimeOffset At)
{
    /// <summary>The follow-ups of a run that just ended.</summary>
    public static IReadOnlyList<ChainRow> Of(Run ended, IReadOnlyList<ChainLink> chain, string shard) =>
    [
        .. chain.Where(link => link.Follows(ended)).DistinctBy(link => link.Schedule, StringComparer.Ordinal).Select((link, index) => new ChainRow(
            shard, Keys.Chained(ended.FinishedAt!.Value, ended.Id, index), ended.AgentKey, ended.Id, link.Agent, link.Schedule, ended.FinishedAt.Value)),
    ];

    public static ChainRow Read(TableEntity row) => new(
        row.PartitionKey, row.RowKey, row.AgentKey(), RunId.Parse(row.Text("RunId")), row.Text("NextAgent"), row.Text("NextSchedule"), row.Time("At"));

    public TableEntity Write() => new(Shard, Key)
    {
        ["Tenant"] = AgentKey.Tenant,
        ["Agent"] = AgentKey.Name,
        ["AgentId"] = AgentKey.Id.OrNull(),
        ["RunId"] = Run.ToString(),
        ["NextAgent"] = NextAgent,
        ["NextSchedule"] = NextSchedule,
        ["At"] = At,
    };
}
