using AgentSched.Model.Usage;

namespace AgentSched.Api.Usage;

/// <summary>A line of a usage report. Fields that the report does not group by are null.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Agent">The agent.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="ScheduleName">Its name. Null, too, if it was removed.</param>
/// <param name="Owner">The owner; <see cref="DayUsage.Others"/> for owners beyond a day's upper bound.</param>
/// <param name="Tally">Totals of the line.</param>
internal sealed record UsageLine(DateOnly? Day, string? Agent, string? ScheduleId, string? ScheduleName, string? Owner, Tally Tally);
