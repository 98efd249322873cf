using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Secrets;
using AgentSched.Storage.Spending;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Owners;

/// <summary>
/// What a run needs to know about its owner: whether the owner has spending limits, and whether it may still use the agent. Sharing is judged by the
/// agent's row, which is read anyway; keys by a cached copy, see <see cref="KeyTable.KnownAsync"/>.
/// </summary>
public sealed class RunOwners(OwnerLimits limits, KeyTable keys, LostAccess losses, IOptions<AgentSchedOptions> options, TimeProvider clock)
{
    /// <summary>Disables the schedules of owners that lost access.</summary>
    internal LostAccess Losses => losses;

    /// <summary>Whether an owner has spending limits, so that its runs must ask its ledger.</summary>
    internal async ValueTask<bool> HasLimitsAsync(string tenant, string? owner, CancellationToken cancel) => await limits.KnownAsync(tenant, owner, cancel) is not null;

    /// <summary>Why an owner may no longer use an agent, in words. Null: it may.</summary>
    /// <param name="agent">The agent. Null: it no longer exists, which is another reason.</param>
    /// <param name="owner">The owner. Null: none.</param>
    /// <param name="wasAdmin">See <see cref="AgentAccess.Loss"/>.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async ValueTask<string?> LossAsync(Agent? agent, string? owner, bool wasAdmin, CancellationToken cancel) =>
        agent is null || owner is null ? null : AgentAccess.Loss(agent, owner, wasAdmin, await StandingAsync(agent.Tenant, owner, cancel));

    /// <summary>As above, for a run that is about to be called. The caller of an ad-hoc run showed a valid key when it sent the request.</summary>
    internal async ValueTask<string?> LossAsync(Agent agent, Run run, CancellationToken cancel) =>
        run is { Trigger: RunTrigger.Api, Owner: { } caller } && clock.GetUtcNow() - run.ClaimedAt < KeyTable.FreshFor
            ? AgentAccess.Loss(agent, caller, run.OwnerIsAdmin, OwnerStanding.NoKeys)
            : await LossAsync(agent, run.Owner, run.OwnerIsAdmin, cancel);

    private async ValueTask<OwnerStanding> StandingAsync(string tenant, string owner, CancellationToken cancel) =>
        options.Value.IsKeyOwner(tenant, owner)
            ? OwnerStanding.Admin
            : AgentAccess.StandingOf((await keys.KnownAsync(tenant, clock.GetUtcNow(), cancel))[owner], clock.GetUtcNow());
}
