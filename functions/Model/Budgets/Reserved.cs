using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>What is reserved for a run that is under way.</summary>
/// <param name="Run">The run.</param>
/// <param name="Agent">Its agent, which says in which shard it lies.</param>
/// <param name="MaxCostUsd">What it may cost at most. Null: nobody said; then all that is left is reserved.</param>
/// <param name="At">When.</param>
internal sealed record Reserved(RunId Run, string Agent, decimal? MaxCostUsd, DateTimeOffset At);
