using Azure.Data.Tables;
using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Where a hub keeps its instances and how much it does at once.</summary>
internal sealed record DurableHubOptions
{
    /// <summary>Instances of different hubs in one storage account do not see each other. Letters, digits, '-', '_'.</summary>
    public required string HubName { get; init; }

    public required TableServiceClient Tables { get; init; }

    public int MaxConcurrentActivities { get; init; } = 100;

    public int MaxConcurrentOrchestrators { get; init; } = 100;

    /// <summary>How often this process looks for what other processes left or sent. What happens in this process needs no poll.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its last sign of life a process's instances are taken over. Renewed every third of it.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    public DataConverter Converter { get; init; } = JsonDataConverter.Default;
}

/// <summary>One activity call: <paramref name="TaskId"/> is its sequence number within the instance.</summary>
internal sealed record DurableStep(string InstanceId, string Name, int TaskId, string? SerializedInput);
