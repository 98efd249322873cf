using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Closings;

/// <summary>What the end of a run brings about.</summary>
/// <param name="Ended">The run.</param>
/// <param name="Turned">Runs that had their turn: those that run now, and those that ended when they would have.</param>
/// <param name="Followers">What shall run after it.</param>
/// <param name="News">What it means for its agent's budget.</param>
/// <param name="Agent">Its agent. Null: there is none any more.</param>
/// <param name="Queue">The agent's queue afterwards.</param>
/// <param name="Told">What its agent's webhooks are told.</param>
internal sealed record Closed(
    Run Ended, IReadOnlyList<Run> Turned, IReadOnlyList<ChainRow> Followers, BudgetEffect News, Agent? Agent, AgentQueue? Queue, IReadOnlyList<Delivery> Told)
{
    public IEnumerable<Run> Started => Turned.Where(run => run.Status == RunStatus.Running);
}
