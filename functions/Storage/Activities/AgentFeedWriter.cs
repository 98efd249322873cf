using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Activities;

/// <summary>
/// Adds an agent's feed entries and webhook deliveries to a transaction. They and the feed's last sequence number, a column of the agent's
/// row, are committed together with the change that they report, so the feed always matches the state.
/// </summary>
/// <param name="agent">The agent.</param>
/// <param name="last">The feed's last sequence number as read from the agent's row; 0: none.</param>
internal sealed class AgentFeedWriter(AgentKey agent, long last = 0)
{
    private readonly List<ActivityEntry> _entries = [];
    private readonly List<Delivery> _deliveries = [];
    private readonly IReadOnlyList<Webhook> _webhooks = [];
    private long _last = last;

    public AgentFeedWriter(StoredAgent read)
        : this(read.Agent.Key, read.LastActivity) => _webhooks = read.Webhooks;

    public bool Any => _entries.Count > 0;

    /// <summary>How many rows <see cref="Write"/> adds.</summary>
    public int Rows => _entries.Count + _deliveries.Count;

    /// <summary>Upper bound of the rows that one more entry adds.</summary>
    public int MaxRowsOfEntry => 1 + _webhooks.Count;

    /// <summary>The webhook deliveries, to be queued once the transaction is committed.</summary>
    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    /// <param name="entry">The entry.</param>
    /// <param name="missed">The occurrences that it covers, if it is about more than one run. Null: it names its run, if there is one.</param>
    public AgentFeedWriter Add(ActivityEntry entry, MissedOccurrences? missed = null)
    {
        _last = ActivitySequence.Next(_last, entry.At);
        _entries.Add(entry with { Sequence = _last });
        _deliveries.AddRange(Delivery.Of(_webhooks, agent, entry, missed));
        return this;
    }

    /// <summary>Adds the entries to a transaction.</summary>
    /// <param name="transaction">Must also change the agent's row, under the ETag with which the row was read.</param>
    /// <param name="agentRow">The columns of that change.</param>
    /// <returns>The same columns with the feed's last number.</returns>
    public TableEntity Write(Transaction transaction, TableEntity agentRow)
    {
        foreach (var entry in _entries)
        {
            transaction.Insert(ActivityRow.Write(entry, transaction.Partition, Keys.Activity(agent, entry.Sequence)));
        }

        foreach (var delivery in _deliveries)
        {
            transaction.Upsert(delivery.Write(transaction.Partition)); // upsert, as for records: some of a close's rows may exist already
        }

        if (Any)
        {
            agentRow["ActivitySeq"] = _last;
        }

        return agentRow;
    }
}
