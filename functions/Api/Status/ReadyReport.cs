namespace AgentSched.Api.Status;

/// <summary>Whether the app can do its work.</summary>
/// <param name="At">When it was found out.</param>
/// <param name="Faults">What keeps it from its work, in words. Empty: nothing, it is ready.</param>
internal sealed record ReadyReport(DateTimeOffset At, IReadOnlyList<string> Faults);
