using AgentSched.Model.Activities;
using AgentSched.Model.Agents;

namespace AgentSched.Api.Live;

/// <summary>A change of an agent that a watch found.</summary>
/// <param name="Watch">The watch.</param>
/// <param name="Agent">The agent's current state. Null: it no longer exists.</param>
/// <param name="Entries">New entries, oldest first; the same list for all watchers.</param>
/// <param name="UpTo">The feed's sequence number up to which all entries are now delivered.</param>
internal sealed record AgentChange(AgentWatch Watch, Agent? Agent, IReadOnlyList<ActivityEntry> Entries, long UpTo);
