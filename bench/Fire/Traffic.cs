using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using AgentSched.Storage;

namespace AgentSched.Bench;

/// <summary>
/// Counts the requests of the whole process that are not the app's own: those of the host (its queue, its locks) and of the Durable
/// extension (everything named after the task hub, <c>AgentSched</c>). Listening costs more than counting in a pipeline, so it is done apart from what is timed.
/// </summary>
internal sealed class Traffic : EventListener
{
    private const int PathAndQuery = 3; // of RequestStart(scheme, host, port, pathAndQuery, …)

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public bool IsCounting { get; set => Set(field = value); }

    public Dictionary<string, long> Counts() => new(_counts, StringComparer.Ordinal);

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is { EventName: "RequestStart", EventSource.Name: "System.Net.Http", Payload: { } payload } && KindOf((string)payload[PathAndQuery]!) is { } kind)
        {
            _counts.AddOrUpdate(kind, 1, static (_, n) => n + 1);
        }
    }

    /// <summary>Null: the app's own, or not storage's.</summary>
    private static string? KindOf(string path) =>
        path.Contains("/AgentSched", StringComparison.OrdinalIgnoreCase) ? path.Contains("numofmessages", StringComparison.Ordinal) ? "durable: queue polled" : "durable"
        : path.Contains($"/{StorageClients.RunsQueue}/messages/", StringComparison.Ordinal) ? "host: message deleted"
        : path.Contains($"/{StorageClients.RunsQueue}/messages?numofmessages", StringComparison.Ordinal) ? "host: queue polled"
        : path.Contains("azure-webjobs", StringComparison.Ordinal) ? "host: lock"
        : null;

    private void Set(bool on)
    {
        foreach (var source in EventSource.GetSources().Where(source => source.Name == "System.Net.Http"))
        {
            if (on)
            {
                EnableEvents(source, EventLevel.Informational);
            }
            else
            {
                DisableEvents(source);
            }
        }
    }
}
