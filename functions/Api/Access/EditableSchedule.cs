using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;

namespace AgentSched.Api.Access;

/// <summary>A schedule that the caller may see, with the state that an edit needs.</summary>
internal sealed record EditableSchedule(StoredSchedule Stored, Agent Agent, DispatchProgress Mark)
{
    public Schedule Schedule => Stored.Schedule;
}
