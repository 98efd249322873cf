using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Api.Overview;

/// <summary>What a caller sees of one agent.</summary>
/// <param name="Schedules">Its schedules, without deleted ones, each with its dispatch progress.</param>
/// <param name="Open">Its runs that have a slot or wait.</param>
/// <param name="Day">Its runs of the last 24 hours, as they count for the caller.</param>
/// <param name="IsCut">Whether there were more than are counted.</param>
internal sealed record AgentOverview(IReadOnlyList<(Schedule Schedule, DispatchProgress? Mark)> Schedules, IReadOnlyList<Run> Open, IReadOnlyList<Run> Day, bool IsCut);
