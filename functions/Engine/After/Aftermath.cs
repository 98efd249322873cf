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
/// What follows a transaction that is committed: messages for runs that start, or are looked at later, events for webhooks, and what logs and metrics
/// are told. It only sends and tells; where a crash comes before, the sweep makes up for the messages, and nothing else is lost.
/// </summary>
public sealed class Aftermath(RunQueue messages, DeliveryQueue webhooks, Telemeter telemeter, ILogger<Aftermath> logger)
{
    internal Telemeter Telemeter => telemeter;

    internal ILogger Logger => logger;

    /// <summary>Has orchestrations started for runs that got their slots.</summary>
    internal Task SendAsync(string shard, IEnumerable<Run> started, CancellationToken cancel) => messages.SendAsync(shard, started, cancel);

    /// <summary>Has those of them that wait for a moment looked at again when it comes.</summary>
    internal Task WakeAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) => messages.WakeAsync(shard, runs, cancel);

    /// <summary>Has runs looked at again.</summary>
    internal Task WakeAsync(string shard, IEnumerable<(RunId Run, DateTimeOffset At)> runs, CancellationToken cancel) => messages.WakeAsync(shard, runs, cancel);

    /// <summary>Has webhooks told.</summary>
    internal Task DeliverAsync(string shard, IEnumerable<Delivery> deliveries, CancellationToken cancel) => webhooks.SendAsync(shard, deliveries, cancel);

    /// <summary>A run opened: it has its slot, waits, or has ended without one.</summary>
    internal void Opened(Run run, TimeSpan lateness)
    {
        logger.Opened(run.Id.ToString(), run.Status, lateness);
        telemeter.Opened(run);
    }

    /// <summary>A run ended.</summary>
    /// <param name="ended">The run.</param>
    /// <param name="turned">Runs that had their turn because of it.</param>
    /// <param name="agent">Its agent. Null: there is none any more.</param>
    /// <param name="queue">The agent's queue afterwards.</param>
    /// <param name="news">What it means for the agent's budget.</param>
    internal void Closed(Run ended, IReadOnlyList<Run> turned, Agent? agent, AgentQueue? queue, BudgetEffect news)
    {
        logger.Closed(ended.Id.ToString(), ended.Status, ended.Reason!.Value, ended.Duration ?? TimeSpan.Zero);
        telemeter.Ended(ended);
        foreach (var run in turned)
        {
            telemeter.Turned(run);
        }

        if (agent is not null && queue is not null)
        {
            telemeter.Changed(agent, queue);
        }

        if (news.Warning is not null)
        {
            logger.NearlySpent(news.Agent, news.Warning);
            telemeter.BudgetWarning(ended.Tenant, news.Agent, owner: null, news.Share, news.Warning);
        }

        if (news.OverBudget is { Answer.CostUsd: { } cost, MaxCostUsd: { } most } costly)
        {
            logger.OverBudget(costly.Id.ToString(), cost, most);
        }
    }
}
