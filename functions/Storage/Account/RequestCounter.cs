using System.Collections.Concurrent;
using AgentSched.Base;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AgentSched.Storage.Account;

/// <summary>Counts the app's storage requests by kind (<c>table POST</c>, <c>queue GET</c> …), retries included: what a run costs.</summary>
public sealed class RequestCounter(Instruments? instruments = null) : HttpPipelinePolicy
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many requests of each kind were sent since the start.</summary>
    internal IReadOnlyDictionary<string, long> Counts => new Dictionary<string, long>(_counts, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var service = Count(message);
        await ProcessNextAsync(message, pipeline);
        CountIfPutOff(message, service);
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var service = Count(message);
        ProcessNext(message, pipeline);
        CountIfPutOff(message, service);
    }

    private string Count(HttpMessage message)
    {
        var path = message.Request.Uri.Path;
        var service = path.Contains("/messages", StringComparison.Ordinal) || path.Contains(StorageClients.RunsQueue + "-poison", StringComparison.Ordinal) ? "queue"
            : path.Contains(StorageClients.LogContainer, StringComparison.Ordinal) ? "blob"
            : "table";
        var kind = path.EndsWith("/$batch", StringComparison.Ordinal) ? $"{service} batch" : $"{service} {message.Request.Method}";
        _counts.AddOrUpdate(kind, 1, static (_, n) => n + 1);
        instruments?.StorageRequests.Add(1, Instruments.Tag(Dimensions.Service, service), Instruments.Tag(Dimensions.Kind, kind[(service.Length + 1)..]));
        return service;
    }

    private void CountIfPutOff(HttpMessage message, string service)
    {
        if (message.HasResponse && message.Response.Status is 429 or 503)
        {
            instruments?.StorageThrottled.Add(1, Instruments.Tag(Dimensions.Service, service));
        }
    }
}
