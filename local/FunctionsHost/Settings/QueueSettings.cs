namespace AgentSched.FunctionsHost.Settings;

/// <summary>host.json extensions.queues, with the defaults of the original.</summary>
internal sealed class QueueSettings
{
    public QueueSettings(HostJson json)
    {
        BatchSize = json.Number("extensions:queues:batchSize", 16, 1, 32);
        NewBatchThreshold = json.Number("extensions:queues:newBatchThreshold", BatchSize / 2 * Environment.ProcessorCount, 0, 10_000);
        MaxDequeueCount = json.Number("extensions:queues:maxDequeueCount", 5, 1, 10_000);
        VisibilityTimeout = json.Span("extensions:queues:visibilityTimeout", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(7));
        MaxPollingInterval = json.Span("extensions:queues:maxPollingInterval", TimeSpan.FromMinutes(1), MinPollingInterval, TimeSpan.FromDays(1));
        var encoding = json.Text("extensions:queues:messageEncoding") ?? "base64";
        Base64 = encoding.Equals("base64", StringComparison.OrdinalIgnoreCase);
        if (!Base64 && !encoding.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            json.Wrong("extensions:queues:messageEncoding", $"\"{encoding}\" is neither base64 nor none");
        }
    }

    public static TimeSpan MinPollingInterval { get; } = TimeSpan.FromMilliseconds(100);

    public int BatchSize { get; }

    public int NewBatchThreshold { get; }

    public int MaxDequeueCount { get; }

    /// <summary>How long a failed message waits before it comes again.</summary>
    public TimeSpan VisibilityTimeout { get; }

    public TimeSpan MaxPollingInterval { get; }

    public bool Base64 { get; }
}
