using System.Collections;
using Microsoft.Extensions.Logging;

namespace AgentSched.Base;

/// <summary>A log entry that the log exporter turns into a custom event: a name and the values that queries read. Null values are left out.</summary>
internal sealed class TelemetryEvent(string name) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _values = [new(TelemetryNames.EventAttribute, name)];

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public TelemetryEvent With(string dimension, object? value)
    {
        if (value is not null)
        {
            _values.Add(new(dimension, value));
        }

        return this;
    }

    public void Write(ILogger logger, LogLevel level, int id) =>
        logger.Log(level, new EventId(id, name), this, exception: null, static (values, _) => values.ToString());

    /// <summary>Text for plain logs: <c>RunCompleted runId=… status=…</c>.</summary>
    public override string ToString() =>
        $"{name} {string.Join(' ', _values.Skip(1).Select(value => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value.Key}={value.Value}")))}";

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
