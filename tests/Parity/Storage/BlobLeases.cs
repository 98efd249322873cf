using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class BlobLeases(AzuriteFixture azurite)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_holder_at_a_time_until_it_releases()
    {
        var blob = await BlobAsync();
        var (mine, theirs) = (blob.GetBlobLeaseClient(), blob.GetBlobLeaseClient());
        var lease = (await mine.AcquireAsync(Shortest, cancellationToken: Cancel)).Value;
        Assert.Equal(mine.LeaseId, lease.LeaseId);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => theirs.AcquireAsync(Shortest, cancellationToken: Cancel));
        Assert.Equal((409, true), (refused.Status, BlobErrorCode.LeaseAlreadyPresent == refused.ErrorCode));
        Assert.Equal(mine.LeaseId, (await mine.RenewAsync(cancellationToken: Cancel)).Value.LeaseId);
        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value;
        Assert.Equal((LeaseState.Leased, LeaseStatus.Locked, LeaseDurationType.Fixed), (properties.LeaseState, properties.LeaseStatus, properties.LeaseDuration));
        await mine.ReleaseAsync(cancellationToken: Cancel);
        await theirs.AcquireAsync(Shortest, cancellationToken: Cancel);
        Assert.Equal(409, (await Assert.ThrowsAsync<RequestFailedException>(() => mine.RenewAsync(cancellationToken: Cancel))).Status);
    }

    [Fact]
    public async Task Acquiring_again_under_the_same_id_succeeds()
    {
        var blob = await BlobAsync();
        var id = Guid.NewGuid().ToString();
        await blob.GetBlobLeaseClient(id).AcquireAsync(Shortest, cancellationToken: Cancel);
        await blob.GetBlobLeaseClient(id).AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancel);
        Assert.Equal(LeaseDurationType.Infinite, (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.LeaseDuration);
    }

    [Fact]
    public async Task A_leased_blob_is_written_and_deleted_by_its_holder_only()
    {
        var blob = await BlobAsync();
        var lease = (await blob.GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancel)).Value;
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("no"), overwrite: true, Cancel));
        Assert.Equal((412, true), (error.Status, BlobErrorCode.LeaseIdMissing == error.ErrorCode));
        var holder = new BlobRequestConditions { LeaseId = lease.LeaseId };
        await blob.UploadAsync(BinaryData.FromString("yes"), new BlobUploadOptions { Conditions = holder }, Cancel);
        await using (var stream = await blob.OpenWriteAsync(true, new BlobOpenWriteOptions { OpenConditions = holder, BufferSize = 2 }, Cancel))
            await stream.WriteAsync("streamed"u8.ToArray(), Cancel);
        Assert.Equal("streamed", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
        Assert.Equal(412, (await Assert.ThrowsAsync<RequestFailedException>(() => blob.DeleteIfExistsAsync(cancellationToken: Cancel))).Status);
        Assert.True(await blob.DeleteIfExistsAsync(conditions: holder, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_lease_is_changed_and_broken()
    {
        var blob = await BlobAsync();
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancel);
        var next = Guid.NewGuid().ToString();
        await lease.ChangeAsync(next, cancellationToken: Cancel);
        Assert.Equal(next, lease.LeaseId);
        Assert.Equal(0, (await lease.BreakAsync(TimeSpan.Zero, cancellationToken: Cancel)).Value.LeaseTime);
        Assert.Equal(LeaseState.Broken, (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.LeaseState);
    }

    [Fact]
    public async Task A_container_can_be_leased()
    {
        var container = new BlobContainerClient(azurite.TakeAccount(), "leased");
        await container.CreateAsync(cancellationToken: Cancel);
        var lease = container.GetBlobLeaseClient();
        await lease.AcquireAsync(Shortest, cancellationToken: Cancel);
        Assert.Equal(412, (await Assert.ThrowsAsync<RequestFailedException>(() => container.DeleteAsync(cancellationToken: Cancel))).Status);
        await lease.ReleaseAsync(cancellationToken: Cancel);
        await container.DeleteAsync(cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_missing_blob_cannot_be_leased()
    {
        var container = new BlobContainerClient(azurite.TakeAccount(), "leased");
        await container.CreateAsync(cancellationToken: Cancel);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => container.GetBlobClient("none").GetBlobLeaseClient().AcquireAsync(Shortest, cancellationToken: Cancel));
        Assert.Equal((404, "BlobNotFound"), (error.Status, error.ErrorCode));
    }

    private async Task<BlobClient> BlobAsync()
    {
        var container = new BlobContainerClient(azurite.TakeAccount(), "leases");
        await container.CreateAsync(cancellationToken: Cancel);
        var blob = container.GetBlobClient("lock");
        await blob.UploadAsync(BinaryData.FromString(""), Cancel);
        return blob;
    }
}
