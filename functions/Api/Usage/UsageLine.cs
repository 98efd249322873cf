using AgentSched.Model.Usage;

namespace AgentSched.Api.Usage;

/// <summary>A line of a report.</summary>
/// <param name="Day">Null: the line is not for one day. The same for the others.</param>
/// <param name="Agent">The agent.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="ScheduleName">Its name; null too where it is gone for good.</param>
/// <param name="Owner">The owner; <see cref="DayUsage.Others"/> for those who came when a day's list was full.</param>
/// <param name="Tally">What it came to.</param>
internal sealed record UsageLine(DateOnly? Day, string? Agent, string? ScheduleId, string? ScheduleName, string? Owner, Tally Tally);
