using System.Collections.Immutable;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Result of promoting waiting runs.</summary>
/// <param name="Queue">The queue afterwards.</param>
/// <param name="Promoted">Runs that got a slot.</param>
/// <param name="Delayed">Runs that the budget delays, each with its earliest start.</param>
/// <param name="Held">The first run that the budget keeps from starting and why, and those that cannot wait; none if the budget is spent, which concerns all that wait.</param>
internal sealed record Promotion(
    AgentQueue Queue, ImmutableArray<RunId> Promoted, ImmutableArray<(RunId Run, DateTimeOffset NotBefore)> Delayed, ImmutableArray<(RunId Run, BudgetHold Hold)> Held);
