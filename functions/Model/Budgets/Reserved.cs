using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Reservation of a run in flight.</summary>
/// <param name="Run">The run.</param>
/// <param name="Agent">Its agent: <see cref="Agents.AgentKey.Segment"/>.</param>
/// <param name="Usd">What is reserved in USD. Null: all that is left.</param>
/// <param name="At">When it was reserved.</param>
internal sealed record Reserved(RunId Run, string Agent, decimal? Usd, DateTimeOffset At);
