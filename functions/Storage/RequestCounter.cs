using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AgentSched.Storage;

/// <summary>Counts the app's storage requests by kind (<c>table POST</c>, <c>queue GET</c> …), retries included: what a run costs.</summary>
public sealed class RequestCounter : HttpPipelinePolicy
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many requests of each kind were sent since the start.</summary>
    internal IReadOnlyDictionary<string, long> Counts => new Dictionary<string, long>(_counts, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Count(message);
        return ProcessNextAsync(message, pipeline);
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Count(message);
        ProcessNext(message, pipeline);
    }

    private void Count(HttpMessage message)
    {
        var path = message.Request.Uri.Path;
        var service = path.Contains("/messages", StringComparison.Ordinal) || path.Contains(StorageClients.RunsQueue + "-poison", StringComparison.Ordinal) ? "queue"
            : path.Contains(StorageClients.LogContainer, StringComparison.Ordinal) ? "blob"
            : "table";
        var kind = path.EndsWith("/$batch", StringComparison.Ordinal) ? $"{service} batch" : $"{service} {message.Request.Method}";
        _counts.AddOrUpdate(kind, 1, static (_, n) => n + 1);
    }
}
