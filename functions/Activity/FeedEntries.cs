using AgentSched.Agents;
using AgentSched.Storage;
using Azure.Data.Tables;

namespace AgentSched.Activities;

/// <summary>
/// What one transaction tells of an agent. The entries and the feed's last number, a column of the agent's row, go into the very transaction
/// that brings about what they tell, so the feed and the facts never differ.
/// </summary>
/// <param name="tenant">Whose agent.</param>
/// <param name="agent">The agent.</param>
/// <param name="last">The feed's last number as the agent's row was read; 0: none.</param>
internal sealed class FeedEntries(string tenant, string agent, long last = 0)
{
    private readonly List<ActivityEntry> _entries = [];
    private long _last = last;

    public FeedEntries(StoredAgent read)
        : this(read.Agent.Tenant, read.Agent.Name, read.LastActivity)
    {
    }

    public bool Any => _entries.Count > 0;

    public FeedEntries Add(ActivityEntry entry)
    {
        _last = ActivitySequence.Next(_last, entry.At);
        _entries.Add(entry with { Sequence = _last });
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

        if (Any)
        {
            agentRow["ActivitySeq"] = _last;
        }

        return agentRow;
    }
}
