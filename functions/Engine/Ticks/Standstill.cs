namespace AgentSched.Engine.Ticks;

/// <summary>A period in which no tick succeeded although one was due.</summary>
/// <param name="EndedAt">When a tick succeeded again.</param>
/// <param name="Duration">Counted from the time at which the next tick was due.</param>
internal sealed record Standstill(DateTimeOffset EndedAt, TimeSpan Duration);
