namespace AgentSched.Engine.Ticks;

/// <summary>State of the ticks.</summary>
/// <param name="LastTickAt">When the last one succeeded. Null: none did.</param>
/// <param name="LastStandstill">The last standstill. Null: none.</param>
internal sealed record Pulse(DateTimeOffset? LastTickAt, Standstill? LastStandstill);
