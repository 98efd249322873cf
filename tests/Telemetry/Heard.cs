using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Tests.Telemetry;

/// <summary>All that one app tells: events, measurements, spans.</summary>
internal sealed class Heard : ILoggerProvider, ILogger
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _spans;

    public Heard(TestApp app)
    {
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(this);
        var meter = app.Services.GetRequiredService<Telemeter>().Instruments.Meter;
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public ConcurrentQueue<(string Name, IReadOnlyDictionary<string, object?> Values, ActivityTraceId? Trace)> Events { get; } = new();

    public ConcurrentQueue<(string Name, double Value, string Tags)> Measurements { get; } = new();

    public ConcurrentQueue<Activity> Spans { get; } = new();

    /// <summary>The sum of what was measured under a name, by its tags.</summary>
    public Dictionary<string, double> Sums(string name) => Measurements.Where(m => m.Name == name).GroupBy(m => m.Tags).ToDictionary(m => m.Key, m => m.Sum(one => one.Value), StringComparer.Ordinal);

    /// <summary>Asks the gauges; the last value of each by its tags.</summary>
    public Dictionary<string, double> Gauges(string name)
    {
        _meters.RecordObservableInstruments();
        return Measurements.Where(m => m.Name == name).GroupBy(m => m.Tags).ToDictionary(m => m.Key, m => m.Last().Value, StringComparer.Ordinal);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is TelemetryEvent values)
        {
            Events.Enqueue((eventId.Name!, values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal), Activity.Current?.TraceId));
        }
    }

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measurements.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
