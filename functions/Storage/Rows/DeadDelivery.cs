using AgentSched.Model.Webhooks;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>An entry of the dead-letter list.</summary>
/// <param name="Delivery">The event, and the result of its attempts.</param>
/// <param name="DeadAt">When it was given up.</param>
/// <param name="ETag">Guards the next change.</param>
internal sealed record DeadDelivery(Delivery Delivery, DateTimeOffset DeadAt, ETag ETag)
{
    public static DeadDelivery Read(TableEntity row) => new(Delivery.Read(row), row.Time("DeadAt"), row.ETag);
}
