using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Outbound.Agents;
using AgentSched.Outbound.Guard;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Agents;

/// <summary>Reads an agent from a request, with the checks that need a look-up: its host's addresses, its secret and its owner.</summary>
public sealed class AgentReader(NetworkGuard guard, AgentSecrets secrets, KnownOwners owners, TimeProvider clock)
{
    /// <summary>Reads the agent. Exactly one of the two results is null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fields">Its body.</param>
    /// <param name="name">The name from the path. Null: the body names it.</param>
    /// <param name="stored">The entry that is changed. Null: a new one.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<(Agent? Agent, IResult? Problem)> ReadAsync(HttpRequest request, JsonFields fields, string? name, Agent? stored, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        var agent = AgentJson.Parse(fields, name, stored, caller, guard, clock.GetUtcNow());
        if (!fields.Errors.Has("url") && agent.Url != stored?.Url && await guard.ObjectionToNameAsync(agent.Url, showsAddress: caller.IsAdmin, cancel) is { } objection)
        {
            fields.Errors.Add("url", objection);
        }

        var isForAdmins = IsForAdmins(agent, stored);
        if (isForAdmins && caller.IsAdmin && !fields.Errors.Has("secret") && !fields.Errors.Has("url") && secrets.Objection(agent) is { } unfit)
        {
            fields.Errors.Add("secret", unfit);
        }

        if (!fields.Errors.Has("owner") && agent.Owner != stored?.Owner && agent.Owner != caller.Name && await owners.ObjectionAsync(caller.Tenant, agent.Owner, cancel) is { } unknown)
        {
            fields.Errors.Add("owner", unknown);
        }

        return fields.Finish() is { } wrong ? (null, wrong)
            : isForAdmins && !caller.IsAdmin ? (null, Problem.Forbidden("only admins can give an agent a secret, or change the url or kind of an agent that has one"))
            : (agent, null);
    }

    /// <summary>
    /// Whether a change decides where a secret goes: it sets one, or changes the address or protocol of an agent that has one. Otherwise whoever registers
    /// an agent could have any secret of the tenant sent to an address of its own.
    /// </summary>
    private static bool IsForAdmins(Agent agent, Agent? stored) =>
        (agent.Secret is not null && agent.Secret != stored?.Secret) || (stored?.Secret is not null && (agent.Url != stored.Url || agent.Kind != stored.Kind));
}
