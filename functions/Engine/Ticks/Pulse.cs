namespace AgentSched.Engine.Ticks;

/// <summary>How the ticks go.</summary>
/// <param name="LastTickAt">When the last one succeeded, as far as it is written: up to half a minute behind.</param>
/// <param name="LastStandstill">When they last stood still. Null: never.</param>
internal sealed record Pulse(DateTimeOffset? LastTickAt, Standstill? LastStandstill);
