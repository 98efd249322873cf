using AgentSched.Model.Agents;

namespace AgentSched.Model.Budgets;

/// <summary>Spending limits of an owner's runs, over all agents.</summary>
/// <param name="Owner">The owner of the schedules and requests.</param>
/// <param name="Limits">By day and month.</param>
/// <param name="OnLimit">What happens to a run when a limit is reached. The owner of the run's agent or an admin approves.</param>
internal sealed record OwnerLimit(string Owner, SpendingLimits Limits, OnLimit OnLimit);
