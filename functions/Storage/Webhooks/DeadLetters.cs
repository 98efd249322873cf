using AgentSched.Model.Agents;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;

namespace AgentSched.Storage.Webhooks;

/// <summary>Dead-lettered webhook events of an agent. Excludes those of an earlier agent with the same name.</summary>
public sealed class DeadLetters(TableStore store, AgentTable agents)
{
    /// <summary>A page of entries, newest runs first.</summary>
    internal async Task<(IReadOnlyList<DeadDelivery> Dead, string? Next)> PageAsync(Agent agent, int limit, string? continuation, CancellationToken cancel)
    {
        var (rows, next) = await store.PageAsync(ShardOf(agent), Keys.DeadDeliveries(agent.Key), limit, continuation, cancel);
        return ([.. rows.Select(DeadDelivery.Read).Where(dead => IsOf(agent, dead))], next);
    }

    /// <summary>An entry by id; null if there is none.</summary>
    internal async Task<DeadDelivery?> FindAsync(Agent agent, string id, CancellationToken cancel) =>
        Delivery.IdShape().IsMatch(id) && await store.GetAsync(ShardOf(agent), Keys.DeadDelivery(agent.Key, id), cancel) is { } row && DeadDelivery.Read(row) is var dead && IsOf(agent, dead)
            ? dead
            : null;

    /// <summary>Replaces an entry by a new delivery.</summary>
    /// <returns>False: it was replayed or removed concurrently.</returns>
    internal Task<bool> ReplayAsync(Agent agent, DeadDelivery dead, Delivery again, CancellationToken cancel) =>
        store.CommitAsync(Gone(agent, dead).Insert(again.Write(ShardOf(agent))).WithWitness(), cancel);

    /// <summary>Removes an entry.</summary>
    /// <returns>False: it was replayed or removed concurrently.</returns>
    internal Task<bool> ForgetAsync(Agent agent, DeadDelivery dead, CancellationToken cancel) => store.CommitAsync(Gone(agent, dead).WithWitness(), cancel);

    internal string ShardOf(Agent agent) => agents.ShardOf(agent.Tenant, agent.Name);

    private static bool IsOf(Agent agent, DeadDelivery dead) => dead.Delivery.At >= agent.CreatedAt;

    private Transaction Gone(Agent agent, DeadDelivery dead) =>
        new Transaction(ShardOf(agent)).Delete(Keys.DeadDelivery(agent.Key, dead.Delivery.Id), dead.ETag);
}
