using AgentSched.Model.Agents;

namespace AgentSched.Model.Budgets;

/// <summary>What an owner's runs may spend, on whatever agents.</summary>
/// <param name="Owner">Whose schedules and requests.</param>
/// <param name="Limits">By day and month.</param>
/// <param name="OnLimit">What becomes of a run that finds one reached. Who approves is the owner of the run's agent, or an admin.</param>
internal sealed record OwnerLimit(string Owner, Limits Limits, OnLimit OnLimit);
