using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;

namespace AgentSched.Api.Access;

/// <summary>A schedule that a caller may see, with all that an edit of it looks at.</summary>
internal sealed record Editable(StoredSchedule Stored, Agent Agent, DispatchProgress Mark)
{
    public Schedule Schedule => Stored.Schedule;
}
