using System.Net;
using System.Text.Json;
using AgentSched.FunctionsHost.Timers;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace AgentSched.FunctionsHost.Storage;

/// <summary>What the host keeps in its storage account, in container azure-webjobs-hosts: statuses of timers, and the lock of the app.</summary>
internal sealed class AppBlobs(BlobServiceClient blobs, string hostId) : ITimerMemory, IAppLock
{
    /// <summary>A process that died holds up the timers of the others for so long at most.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(2);
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient("azure-webjobs-hosts");

    public async Task<TimerStatus?> ReadAsync(string function, CancellationToken cancel)
    {
        try
        {
            var content = (await StatusBlob(function).DownloadContentAsync(cancel)).Value.Content;
            var stored = content.ToObjectFromJson<Stored>();
            return stored is null ? null : new TimerStatus(stored.Last == default ? null : stored.Last, stored.Next, stored.LastUpdated);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (JsonException)
        {
            return null; // written by nobody that we know: start anew
        }
    }

    public async Task WriteAsync(string function, TimerStatus status, CancellationToken cancel)
    {
        var content = BinaryData.FromObjectAsJson(new Stored(status.Last ?? default, status.Next, status.LastUpdated));
        try
        {
            await StatusBlob(function).UploadAsync(content, overwrite: true, cancel);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancel);
            await StatusBlob(function).UploadAsync(content, overwrite: true, cancel);
        }
    }

    public async Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        var blob = _container.GetBlobClient($"locks/{hostId}/timers");
        var lease = await AcquireAsync(blob, cancel);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewing = RenewAsync(lease, lost);
        try
        {
            await work(lost.Token);
        }
        finally
        {
            await lost.CancelAsync();
            await renewing;
            await ReleaseAsync(lease);
        }
    }

    private static async Task<BlobLeaseClient> AcquireAsync(BlobClient blob, CancellationToken cancel)
    {
        var lease = blob.GetBlobLeaseClient();
        while (true)
        {
            try
            {
                await lease.AcquireAsync(LeaseTime, cancellationToken: cancel);
                return lease;
            }
            catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
            {
                await CreateAsync(blob, cancel);
            }
            catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.Conflict)
            {
                await Task.Delay(TryEvery, cancel);
            }
        }
    }

    private static async Task CreateAsync(BlobClient blob, CancellationToken cancel)
    {
        await blob.GetParentBlobContainerClient().CreateIfNotExistsAsync(cancellationToken: cancel);
        try
        {
            await blob.UploadAsync(BinaryData.FromString(string.Empty), overwrite: false, cancel);
        }
        catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed)
        {
            // Another process was first; a leased blob answers 412.
        }
    }

    /// <summary>The lease is lost when storage says so, or when it could not be asked for as long as a lease lasts.</summary>
    private static async Task RenewAsync(BlobLeaseClient lease, CancellationTokenSource lost)
    {
        var renewed = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await Task.Delay(RenewEvery, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (lost.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await lease.RenewAsync(cancellationToken: lost.Token);
                renewed = TimeProvider.System.GetTimestamp();
            }
            catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.NotFound or (int)HttpStatusCode.PreconditionFailed)
            {
                await lost.CancelAsync();
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(renewed) + RenewEvery >= LeaseTime)
            {
                await lost.CancelAsync();
            }
            catch (Exception)
            {
                // There is time for another try.
            }
        }
    }

    private static async Task ReleaseAsync(BlobLeaseClient lease)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await lease.ReleaseAsync(cancellationToken: limit.Token);
        }
        catch (Exception e) when (e is RequestFailedException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    private BlobClient StatusBlob(string function) => _container.GetBlobClient($"timers/{hostId}/Host.Functions.{function}/status");

    private sealed record Stored(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);
}
