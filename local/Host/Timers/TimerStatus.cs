using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;

namespace AgentSched.Hosting.Timers;

/// <summary>What is kept of a timer between ticks; the Functions host's own format.</summary>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);

/// <summary>Keeps timer statuses where the Functions host keeps them: <c>azure-webjobs-hosts/timers/HOST/Host.Functions.NAME/status</c>.</summary>
internal sealed class TimerStatuses(BlobContainerClient container, string hostId)
{
    public async Task<TimerStatus?> ReadAsync(string function, CancellationToken cancel)
    {
        try
        {
            return (await Blob(function).DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<TimerStatus>();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public async Task WriteAsync(string function, TimerStatus status, CancellationToken cancel) =>
        await Blob(function).UploadAsync(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(status)), overwrite: true, cancel);

    private BlobClient Blob(string function) => container.GetBlobClient($"timers/{hostId}/Host.Functions.{function}/status");
}
