using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Webhooks;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.After;

/// <summary>
/// Follow-up of a committed transaction: messages for runs that start or are checked later, webhook events, logs and metrics. It decides nothing;
/// after a crash before it, the sweep sends the messages, and only logs and metrics are lost.
/// </summary>
public sealed class Aftermath(RunQueue messages, DeliveryQueue webhooks, Telemeter telemeter, ILogger<Aftermath> logger)
{
    internal Telemeter Telemeter => telemeter;

    internal ILogger Logger => logger;

    /// <summary>Sends messages that start orchestrations for runs with a slot.</summary>
    internal Task SendAsync(string shard, IEnumerable<Run> started, CancellationToken cancel) => messages.SendAsync(shard, started.Where(run => run.HasOrchestration), cancel);

    /// <summary>Schedules a check of those runs that wait for a set time, at that time.</summary>
    internal Task WakeAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) => messages.WakeAsync(shard, runs, cancel);

    /// <summary>Schedules a check of each run at its time.</summary>
    internal Task WakeAsync(string shard, IEnumerable<(RunId Run, DateTimeOffset At)> runs, CancellationToken cancel) => messages.WakeAsync(shard, runs, cancel);

    /// <summary>Queues webhook deliveries.</summary>
    internal Task DeliverAsync(string shard, IEnumerable<Delivery> deliveries, CancellationToken cancel) => webhooks.SendAsync(shard, deliveries, cancel);

    /// <summary>Reports an opened run: it has a slot, waits, or has ended without one.</summary>
    internal void Opened(Run run, TimeSpan lateness)
    {
        logger.Opened(run.Id.ToString(), run.Status, lateness);
        telemeter.Opened(run);
    }

    /// <summary>Reports a closed run.</summary>
    /// <param name="ended">The run.</param>
    /// <param name="promoted">Runs that waited for it: they run now or have ended.</param>
    /// <param name="agent">Its agent. Null: it no longer exists.</param>
    /// <param name="queue">The agent's queue afterwards.</param>
    /// <param name="effect">Effect on the agent's budget.</param>
    internal void Closed(Run ended, IReadOnlyList<Run> promoted, Agent? agent, AgentQueue? queue, BudgetEffect effect)
    {
        logger.Closed(ended.Id.ToString(), ended.Status, ended.Reason!.Value, ended.Duration ?? TimeSpan.Zero);
        telemeter.Ended(ended);
        foreach (var run in promoted)
        {
            telemeter.Promoted(run);
        }

        if (agent is not null && queue is not null)
        {
            telemeter.Changed(agent, queue);
        }

        if (effect.Warning is not null)
        {
            logger.NearlySpent(effect.Agent, effect.Warning);
            telemeter.BudgetWarning(ended.Tenant, effect.Agent, owner: null, effect.Share, effect.Warning);
        }

        if (effect.OverBudget is { Answer.CostUsd: { } cost, MaxCostUsd: { } most } costly)
        {
            logger.OverBudget(costly.Id.ToString(), cost, most);
        }
    }
}
