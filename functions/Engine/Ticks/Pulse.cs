namespace AgentSched.Engine.Ticks;

/// <summary>State of the ticks.</summary>
/// <param name="LastTickAt">When the last one succeeded, as stored: up to half a minute behind. Null: none is stored.</param>
/// <param name="LastStandstill">The last standstill. Null: none.</param>
internal sealed record Pulse(DateTimeOffset? LastTickAt, Standstill? LastStandstill);
