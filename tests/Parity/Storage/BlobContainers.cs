using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class BlobContainers(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_is_created_once_and_deleted_once()
    {
        var service = new BlobServiceClient(azurite.TakeAccount());
        var container = service.GetBlobContainerClient("logs");
        Assert.False(await container.ExistsAsync(Cancel));
        Assert.Equal("ContainerNotFound", (await Assert.ThrowsAsync<RequestFailedException>(() => container.UploadBlobAsync("b", BinaryData.FromString("x"), Cancel))).ErrorCode);
        Assert.False(await container.GetBlobClient("b").ExistsAsync(Cancel));
        Assert.False(await container.DeleteBlobIfExistsAsync("b", cancellationToken: Cancel));
        Assert.NotNull(await container.CreateIfNotExistsAsync(cancellationToken: Cancel));
        Assert.Null(await container.CreateIfNotExistsAsync(cancellationToken: Cancel));
        var again = await Assert.ThrowsAsync<RequestFailedException>(() => container.CreateAsync(cancellationToken: Cancel));
        Assert.Equal((409, true), (again.Status, BlobErrorCode.ContainerAlreadyExists == again.ErrorCode));
        Assert.True(await container.ExistsAsync(Cancel));
        Assert.True(await container.DeleteIfExistsAsync(cancellationToken: Cancel));
        Assert.False(await container.DeleteIfExistsAsync(cancellationToken: Cancel));
    }

    [Fact]
    public async Task Blobs_are_listed_in_order_by_prefix_and_page()
    {
        var container = new BlobContainerClient(azurite.TakeAccount(), "logs");
        await container.CreateAsync(cancellationToken: Cancel);
        foreach (var name in new[] { "b/2", "a/1", "b/1", "b/3 & <more>", "c" })
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(name), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["n"] = "v" } }, Cancel);
        var pages = new List<int>();
        var found = new List<BlobItem>();
        await foreach (var page in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, "b/", Cancel).AsPages(pageSizeHint: 2))
        {
            pages.Add(page.Values.Count);
            found.AddRange(page.Values);
        }

        Assert.Equal([2, 1], pages);
        Assert.Equal(["b/1", "b/2", "b/3 & <more>"], found.Select(b => b.Name));
        Assert.All(found, b => Assert.Equal(("v", (long?)b.Name.Length, (BlobType?)BlobType.Block, "application/octet-stream"), (b.Metadata["n"], b.Properties.ContentLength, b.Properties.BlobType, b.Properties.ContentType)));
        Assert.Equal((await container.GetBlobClient("b/1").GetPropertiesAsync(cancellationToken: Cancel)).Value.ETag, found[0].Properties.ETag);
        Assert.Equal(5, await container.GetBlobsAsync(new GetBlobsOptions(), Cancel).CountAsync(Cancel));
        Assert.True(await container.DeleteBlobIfExistsAsync("b/3 & <more>", cancellationToken: Cancel));
        Assert.Equal(2, await container.GetBlobsAsync(new GetBlobsOptions { Prefix = "b/" }, Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task Addresses_name_their_parts()
    {
        var service = new BlobServiceClient(azurite.TakeAccount());
        var blob = service.GetBlobContainerClient("logs").GetBlobClient("a b/c.txt");
        Assert.EndsWith("/logs/a%20b/c.txt", blob.Uri.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(service.GetBlobContainerClient("logs").Uri, blob.GetParentBlobContainerClient().Uri);
        Assert.Equal(service.AccountName, blob.GetParentBlobContainerClient().GetParentBlobServiceClient().AccountName);
        var remote = new BlobClient(new Uri("https://account.blob.core.windows.net/logs/a%20b/c.txt"));
        Assert.Equal(("account", "logs", "a b/c.txt"), (remote.AccountName, remote.BlobContainerName, remote.Name));
        var signed = new BlobServiceClient(new Uri("https://account.blob.core.windows.net/?sv=1&sig=a%2Bb")).GetBlobContainerClient("logs").GetBlobClient("a b/c.txt");
        Assert.Equal("https://account.blob.core.windows.net/logs/a%20b/c.txt?sv=1&sig=a%2Bb", signed.Uri.AbsoluteUri);
        Assert.Equal("https://account.blob.core.windows.net/logs?sv=1&sig=a%2Bb", signed.GetParentBlobContainerClient().Uri.AbsoluteUri);
        await service.CreateBlobContainerAsync("logs", cancellationToken: Cancel);
        await service.DeleteBlobContainerAsync("logs", cancellationToken: Cancel);
    }
}
