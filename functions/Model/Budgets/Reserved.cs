using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Reservation of a run in flight.</summary>
/// <param name="Run">The run.</param>
/// <param name="Agent">Its agent, which determines its shard.</param>
/// <param name="MaxCostUsd">Reserved maximum cost. Null: the run has no maximum, and all that is left is reserved.</param>
/// <param name="At">When it was reserved.</param>
internal sealed record Reserved(RunId Run, string Agent, decimal? MaxCostUsd, DateTimeOffset At);
