using AgentSched.Model.Activities;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Activities;

/// <summary>
/// What one transaction tells of an agent. The entries and the feed's last number, a column of the agent's row, go into the very transaction
/// that brings about what they tell, so the feed and the facts never differ. So do the rows of what webhooks are told of it.
/// </summary>
/// <param name="tenant">Whose agent.</param>
/// <param name="agent">The agent.</param>
/// <param name="last">The feed's last number as the agent's row was read; 0: none.</param>
internal sealed class AgentFeedWriter(string tenant, string agent, long last = 0)
{
    private readonly List<ActivityEntry> _entries = [];
    private readonly List<Delivery> _deliveries = [];
    private readonly IReadOnlyList<Webhook> _webhooks = [];
    private long _last = last;

    public AgentFeedWriter(StoredAgent read)
        : this(read.Agent.Tenant, read.Agent.Name, read.LastActivity) => _webhooks = read.Webhooks;

    public bool Any => _entries.Count > 0;

    /// <summary>How many rows <see cref="Write"/> adds.</summary>
    public int Rows => _entries.Count + _deliveries.Count;

    /// <summary>Most rows that one more entry is.</summary>
    public int MaxRowsOfEntry => 1 + _webhooks.Count;

    /// <summary>What webhooks are told: to be put on their queue once the transaction is committed.</summary>
    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    /// <param name="entry">The entry.</param>
    /// <param name="missed">The occurrences that it stands for, where it is about more than one run. Null: it names its run, if there is one.</param>
    public AgentFeedWriter Add(ActivityEntry entry, MissedOccurrences? missed = null)
    {
        _last = ActivitySequence.Next(_last, entry.At);
        _entries.Add(entry with { Sequence = _last });
        _deliveries.AddRange(Delivery.Of(_webhooks, tenant, agent, entry, missed));
        return this;
    }

    /// <summary>Adds the entries to a transaction.</summary>
    /// <param name="transaction">It must change the agent's row, too, under the ETag with which the row was read.</param>
    /// <param name="agentRow">The columns of that change.</param>
    /// <returns>The same columns with the feed's last number.</returns>
    public TableEntity Write(Transaction transaction, TableEntity agentRow)
    {
        foreach (var entry in _entries)
        {
            transaction.Insert(ActivityRow.Write(entry, transaction.Partition, Keys.Activity(tenant, agent, entry.Sequence)));
        }

        foreach (var delivery in _deliveries)
        {
            transaction.Upsert(delivery.Write(transaction.Partition)); // as the records are: a close may find some of what it writes
        }

        if (Any)
        {
            agentRow["ActivitySeq"] = _last;
        }

        return agentRow;
    }
}
