using AgentSched.Model.Activities;
using AgentSched.Model.Agents;

namespace AgentSched.Api.Live;

/// <summary>What a watch found out.</summary>
/// <param name="Watch">Which.</param>
/// <param name="Agent">The agent as it is since then. Null: there is none any more.</param>
/// <param name="Entries">New entries, oldest first; the same list for all watchers.</param>
/// <param name="UpTo">The feed's number up to which this tells everything.</param>
internal sealed record WatchNews(AgentWatch Watch, Agent? Agent, IReadOnlyList<ActivityEntry> Entries, long UpTo);
