using AgentSched.Model.Due;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A due row that no tick can claim.</summary>
/// <param name="Row">As it was read.</param>
/// <param name="Read">The parsed row. Null: it cannot be parsed.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record UnusableDueRow(TableEntity Row, DueSchedule? Read, string Reason)
{
    /// <summary>A copy of the row under a key that no tick reads, with the reason.</summary>
    public TableEntity Kept(DateTimeOffset now)
    {
        var kept = new TableEntity(Row.PartitionKey, Keys.SetAside(Row.RowKey));
        foreach (var (column, value) in Row)
        {
            if (column is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"))
            {
                kept[column] = value;
            }
        }

        kept["SetAsideAt"] = now;
        kept["SetAsideReason"] = Reason;
        return kept;
    }
}
