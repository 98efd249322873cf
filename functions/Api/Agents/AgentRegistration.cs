using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Agents;

/// <summary>Writes agents within the limit of their owner's agents.</summary>
public sealed class AgentRegistration(AgentTable agents, AgentQuota quota)
{
    /// <summary>Registers a new agent. The problem to answer; null: it is registered.</summary>
    /// <param name="request">The request.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="taken">The answer if the name is taken.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IResult?> AddAsync(HttpRequest request, Agent agent, IResult taken, CancellationToken cancel) =>
        await agents.FindAsync(agent.Tenant, agent.Name, cancel) is not null ? taken
        : Outcome(request, agent, taken, await quota.AddAsync(agent.Tenant, agent.Owner, () => agents.InsertAsync(agent, cancel, Caller.Of(request).Name), cancel));

    /// <summary>Changes an agent. The problem to answer; null: it is changed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="agent">The agent with the change. Another owner needs room for it.</param>
    /// <param name="read">The agent as it was read.</param>
    /// <param name="stale">The answer if it changed since.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IResult?> ChangeAsync(HttpRequest request, Agent agent, StoredAgent read, IResult stale, CancellationToken cancel)
    {
        Task<bool> UpdateAsync() => agents.UpdateAsync(agent, read, cancel, Caller.Of(request).Name);
        return Outcome(request, agent, stale, agent.Owner == read.Agent.Owner ? await UpdateAsync() : await quota.AddAsync(agent.Tenant, agent.Owner, UpdateAsync, cancel));
    }

    private IResult? Outcome(HttpRequest request, Agent agent, IResult otherwise, bool? isDone) => isDone switch
    {
        true => null,
        false => otherwise,
        null => Problem.Conflict($"{(agent.Owner == Caller.Of(request).Name ? "you have" : $"{agent.Owner} has")} {quota.Max} agents, the maximum for one owner (AgentSched:MaxAgentsPerOwner)"),
    };
}
