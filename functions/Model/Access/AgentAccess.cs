using AgentSched.Model.Agents;

namespace AgentSched.Model.Access;

/// <summary>Decides whether an owner may still use an agent, for what runs in the owner's name while the owner is not there. Pure.</summary>
internal static class AgentAccess
{
    /// <summary>What an owner's keys say about it.</summary>
    /// <param name="keys">All keys with the owner's name, revoked and expired ones included.</param>
    /// <param name="now">Current time.</param>
    public static OwnerStanding StandingOf(IEnumerable<IssuedKey> keys, DateTimeOffset now)
    {
        var standing = OwnerStanding.NoKeys;
        foreach (var key in keys)
        {
            if (key.IsOpenAt(now))
            {
                standing = key.Caller.IsAdmin ? OwnerStanding.Admin : standing == OwnerStanding.Admin ? standing : OwnerStanding.User;
            }
            else if (standing == OwnerStanding.NoKeys)
            {
                standing = OwnerStanding.Lost;
            }
        }

        return standing;
    }

    /// <summary>Why an owner may no longer use an agent, in words. Null: it may.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="owner">The owner of a schedule or run. Null: it has none.</param>
    /// <param name="wasAdmin">Whether the owner was an admin when it last saved the schedule; counts only for an owner without keys, whose role nothing else tells.</param>
    /// <param name="standing">What the owner's keys say.</param>
    public static string? Loss(Agent agent, string? owner, bool wasAdmin, OwnerStanding standing) =>
        owner is null ? null
        : standing == OwnerStanding.Lost ? $"{owner} has no valid API key any more"
        : agent.Owner == owner || agent.SharedWith.Contains(owner, StringComparer.Ordinal) || standing == OwnerStanding.Admin || (standing == OwnerStanding.NoKeys && wasAdmin) ? null
        : $"agent \"{agent.Name}\" is no longer shared with {owner}";
}
