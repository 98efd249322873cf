using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AgentSched.Base;

/// <summary>The instruments of the meter <c>AgentSched</c>, and the state behind those that are asked.</summary>
public sealed class Instruments : IDisposable
{
    /// <summary>Most agents whose queues are told; those that came later are left out, so that a metric does not grow without end.</summary>
    private const int MaxAgents = 2_000;

    private readonly Meter _meter = new(TelemetryNames.Source);
    private readonly ConcurrentDictionary<(string Tenant, string Agent), QueueState> _queues = new();
    private readonly ConcurrentDictionary<(string Tenant, string Owner), double> _budgets = new();

    /// <summary>Makes them all.</summary>
    public Instruments()
    {
        Ticks = _meter.CreateCounter<long>(MetricNames.Ticks, description: "Ticks by outcome.");
        TickDuration = _meter.CreateHistogram<double>(MetricNames.TickDuration, "s", "What a tick took.");
        StoodStill = _meter.CreateHistogram<double>(MetricNames.StoodStill, "s", "Time in which no tick succeeded although one should have.");
        DueScanned = _meter.CreateCounter<long>(MetricNames.DueScanned, description: "Due rows that ticks read.");
        RunsDispatched = _meter.CreateCounter<long>(MetricNames.RunsDispatched, description: "Runs that were claimed and sent, by trigger.");
        RunLateness = _meter.CreateHistogram<double>(MetricNames.RunLateness, "s", "From due time to the agent's call.");
        Runs = _meter.CreateCounter<long>(MetricNames.Runs, description: "Runs that ended, by agent and status.");
        RunDuration = _meter.CreateHistogram<double>(MetricNames.RunDuration, "s", "What runs took, by agent and status.");
        Misfires = _meter.CreateCounter<long>(MetricNames.Misfires, description: "Occurrences that passed without a start, by policy.");
        Rejections = _meter.CreateCounter<long>(MetricNames.Rejections, description: "Runs that were refused, by agent and reason.");
        CostUsd = _meter.CreateCounter<double>(MetricNames.CostUsd, "USD", "What runs cost, by agent and owner.");
        Tokens = _meter.CreateCounter<long>(MetricNames.Tokens, description: "Tokens, by agent and kind.");
        StorageRequests = _meter.CreateCounter<long>(MetricNames.StorageRequests, description: "Requests to storage, by service and kind.");
        StorageThrottled = _meter.CreateCounter<long>(MetricNames.StorageThrottled, description: "Requests that storage put off, by service.");
        _meter.CreateObservableGauge(MetricNames.DueBacklog, () => Backlog, description: "Due rows past their time that the last tick of this process found.");
        _meter.CreateObservableGauge(MetricNames.DueOldestAge, () => OldestDue, "s", "By how much the oldest of them was late.");
        _meter.CreateObservableGauge(MetricNames.RunsStuck, () => Stuck, description: "Runs that the last sweep of this process found past their deadline or never started.");
        _meter.CreateObservableGauge(MetricNames.QueueDepth, () => Observe(queue => queue.Waiting), description: "Runs that wait in an agent's queue.");
        _meter.CreateObservableGauge(MetricNames.AgentInFlight, () => Observe(queue => queue.Running), description: "Runs of an agent that have a slot.");
        _meter.CreateObservableGauge(MetricNames.AgentLimit, () => Observe(queue => queue.Limit), description: "Most runs of an agent at once.");
        _meter.CreateObservableGauge(
            MetricNames.BudgetUsd,
            () => _budgets.Select(b => new Measurement<double>(b.Value, Tag(Dimensions.Tenant, b.Key.Tenant), Tag(Dimensions.Owner, b.Key.Owner))),
            "USD",
            "An owner's limit of the month.");
    }

    /// <summary>Tells one app's instruments from another's of the same process.</summary>
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
