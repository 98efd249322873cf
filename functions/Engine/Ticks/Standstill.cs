namespace AgentSched.Engine.Ticks;

/// <summary>A time in which no tick succeeded although one should have.</summary>
/// <param name="EndedAt">When one succeeded again.</param>
/// <param name="Duration">From when the next tick should have come.</param>
internal sealed record Standstill(DateTimeOffset EndedAt, TimeSpan Duration);
