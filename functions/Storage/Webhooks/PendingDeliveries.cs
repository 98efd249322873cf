using AgentSched.Model.Agents;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;

namespace AgentSched.Storage.Webhooks;

/// <summary>Webhook events of an agent that no receiver has accepted yet. Excludes those of an earlier agent with the same name.</summary>
public sealed class PendingDeliveries(TableStore store, AgentTable agents)
{
    /// <summary>A page of them, those of the newest runs first.</summary>
    internal async Task<(IReadOnlyList<Delivery> Pending, string? Next)> PageAsync(Agent agent, int limit, string? continuation, CancellationToken cancel)
    {
        var page = new List<Delivery>();
        await foreach (var row in store.QueryAsync(Keys.DeliveriesOf(agents.ShardOf(agent.Tenant, agent.Name), agent.Key, continuation), cancel))
        {
            if (Delivery.Read(row) is var delivery && delivery.AgentKey == agent.Key)
            {
                if (page.Count == limit)
                {
                    return (page, page[^1].Id);
                }

                page.Add(delivery);
            }
        }

        return (page, null);
    }
}
