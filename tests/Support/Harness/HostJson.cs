using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;

namespace AgentSched.Tests.Support;

/// <summary>What the harness takes from the app's own host.json, and the queues of the app's storage.</summary>
internal sealed class HostJson(string storage)
{
    private static readonly JsonNode Extensions = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")))!["extensions"]!;

    public string RoutePrefix { get; } = (string)Extensions["http"]!["routePrefix"]!;

    public int BatchSize { get; } = (int)Extensions["queues"]!["batchSize"]!;

    public int NewBatchThreshold { get; } = (int)Extensions["queues"]!["newBatchThreshold"]!;

    public int MaxDequeueCount { get; } = (int)Extensions["queues"]!["maxDequeueCount"]!;

    public TimeSpan VisibilityTimeout { get; } = TimeSpan.Parse((string)Extensions["queues"]!["visibilityTimeout"]!, CultureInfo.InvariantCulture);

    public QueueClient Queue(string name) => new(storage, name);
}
