using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Closings;

/// <summary>Effects of a run's end.</summary>
/// <param name="Ended">The run.</param>
/// <param name="Promoted">Runs that waited for it: they run now or have ended (if the agent no longer exists, for example).</param>
/// <param name="Followers">Rows of the chained runs that follow it.</param>
/// <param name="Effect">Effect on its agent's budget.</param>
/// <param name="Agent">Its agent. Null: it no longer exists.</param>
/// <param name="Queue">The agent's queue afterwards.</param>
/// <param name="Deliveries">Deliveries to its agent's webhooks.</param>
internal sealed record Closed(
    Run Ended, IReadOnlyList<Run> Promoted, IReadOnlyList<ChainRow> Followers, BudgetEffect Effect, Agent? Agent, AgentQueue? Queue, IReadOnlyList<Delivery> Deliveries)
{
    /// <summary>The run's schedule, where this end paused it. Null: it did not.</summary>
    public Schedule? Paused { get; init; }

    public IEnumerable<Run> Started => Promoted.Where(run => run.Status == RunStatus.Running);
}
