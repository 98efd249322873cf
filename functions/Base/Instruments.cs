using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AgentSched.Base;

/// <summary>The instruments of the meter <c>AgentSched</c>, and the state behind its observable gauges.</summary>
public sealed class Instruments : IDisposable
{
    /// <summary>Upper bound of agents in the queue gauges; limits metric cardinality. Agents beyond it are left out.</summary>
    private const int MaxAgents = 2_000;

    private readonly Meter _meter = new(TelemetryNames.Source);
    private readonly ConcurrentDictionary<(string Tenant, string Agent), QueueState> _queues = new();
    private readonly ConcurrentDictionary<(string Tenant, string Owner), double> _budgets = new();

    /// <summary>Creates all instruments.</summary>
    public Instruments()
    {
        Ticks = _meter.CreateCounter<long>(MetricNames.Ticks, description: "Ticks by outcome.");
        TickDuration = _meter.CreateHistogram<double>(MetricNames.TickDuration, "s", "Duration of a tick.");
        StoodStill = _meter.CreateHistogram<double>(MetricNames.StoodStill, "s", "Time without a successful tick although one was due.");
        DueScanned = _meter.CreateCounter<long>(MetricNames.DueScanned, description: "Due rows read by ticks.");
        RunsDispatched = _meter.CreateCounter<long>(MetricNames.RunsDispatched, description: "Runs claimed and enqueued, by trigger.");
        RunLateness = _meter.CreateHistogram<double>(MetricNames.RunLateness, "s", "Time from due time to the call of the agent.");
        Runs = _meter.CreateCounter<long>(MetricNames.Runs, description: "Runs that ended, by agent and status.");
        RunDuration = _meter.CreateHistogram<double>(MetricNames.RunDuration, "s", "Duration of runs, by agent and status.");
        Misfires = _meter.CreateCounter<long>(MetricNames.Misfires, description: "Occurrences that passed without a start, by policy.");
        Rejections = _meter.CreateCounter<long>(MetricNames.Rejections, description: "Runs refused by an agent's queue or a budget, by agent and reason.");
        CostUsd = _meter.CreateCounter<double>(MetricNames.CostUsd, "USD", "Cost of runs, by agent and owner.");
        Tokens = _meter.CreateCounter<long>(MetricNames.Tokens, description: "Tokens, by agent and kind.");
        StorageRequests = _meter.CreateCounter<long>(MetricNames.StorageRequests, description: "Requests to storage, by service and kind.");
        StorageThrottled = _meter.CreateCounter<long>(MetricNames.StorageThrottled, description: "Requests throttled by storage, by service.");
        _meter.CreateObservableGauge(MetricNames.DueBacklog, () => Backlog, description: "Overdue rows found by the last tick of this process.");
        _meter.CreateObservableGauge(MetricNames.DueOldestAge, () => OldestDue, "s", "Lateness of the oldest overdue row.");
        _meter.CreateObservableGauge(MetricNames.RunsStuck, () => Stuck, description: "Runs past their deadline or never started, found by the last sweep of this process.");
        _meter.CreateObservableGauge(MetricNames.QueueDepth, () => Observe(queue => queue.Waiting), description: "Runs waiting in an agent's queue.");
        _meter.CreateObservableGauge(MetricNames.AgentInFlight, () => Observe(queue => queue.Running), description: "Runs of an agent that hold a slot.");
        _meter.CreateObservableGauge(MetricNames.AgentLimit, () => Observe(queue => queue.Limit), description: "Maximum number of concurrent runs of an agent.");
        _meter.CreateObservableGauge(
            MetricNames.BudgetUsd,
            () => _budgets.Select(b => new Measurement<double>(b.Value, Tag(Dimensions.Tenant, b.Key.Tenant), Tag(Dimensions.Owner, b.Key.Owner))),
            "USD",
            "An owner's monthly limit.");
    }

    /// <summary>Distinguishes the instruments of several apps in one process.</summary>
    internal Meter Meter => _meter;

    internal Counter<long> Ticks { get; }

    internal Histogram<double> TickDuration { get; }

    internal Histogram<double> StoodStill { get; }

    internal Counter<long> DueScanned { get; }

    internal Counter<long> RunsDispatched { get; }

    internal Histogram<double> RunLateness { get; }

    internal Counter<long> Runs { get; }

    internal Histogram<double> RunDuration { get; }

    internal Counter<long> Misfires { get; }

    internal Counter<long> Rejections { get; }

    internal Counter<double> CostUsd { get; }

    internal Counter<long> Tokens { get; }

    internal Counter<long> StorageRequests { get; }

    internal Counter<long> StorageThrottled { get; }

    internal long Backlog { get; set; }

    /// <summary>Seconds.</summary>
    internal double OldestDue { get; set; }

    internal long Stuck { get; set; }

    internal static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    internal void SetQueue(string tenant, string agent, int running, int waiting, int limit)
    {
        if (_queues.Count < MaxAgents || _queues.ContainsKey((tenant, agent)))
        {
            _queues[(tenant, agent)] = new QueueState(running, waiting, limit);
        }
    }

    internal void SetBudget(string tenant, string owner, decimal? monthUsd)
    {
        if (monthUsd is { } usd)
        {
            _budgets[(tenant, owner)] = (double)usd;
        }
        else
        {
            _budgets.TryRemove((tenant, owner), out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Observe(Func<QueueState, int> of) =>
        _queues.Select(q => new Measurement<int>(of(q.Value), Tag(Dimensions.Tenant, q.Key.Tenant), Tag(Dimensions.Agent, q.Key.Agent)));

    private readonly record struct QueueState(int Running, int Waiting, int Limit);
}
