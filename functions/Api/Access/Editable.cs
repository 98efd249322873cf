using AgentSched.Agents;
using AgentSched.Dispatch;
using AgentSched.Schedules;

namespace AgentSched.Api.Access;

/// <summary>A schedule that a caller may see, with all that an edit of it looks at.</summary>
internal sealed record Editable(StoredSchedule Stored, Agent Agent, Mark Mark)
{
    public Schedule Schedule => Stored.Schedule;
}
