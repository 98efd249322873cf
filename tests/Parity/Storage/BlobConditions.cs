using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class BlobConditions(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_existing_blob_is_kept_unless_overwriting_is_asked_for()
    {
        var blob = await BlobAsync();
        await blob.UploadAsync(BinaryData.FromString("one"), Cancel);
        foreach (var upload in new Func<Task>[]
        {
            () => blob.UploadAsync(BinaryData.FromString("two"), Cancel),
            () => blob.UploadAsync(new MemoryStream([1]), Cancel),
            () => blob.UploadAsync(BinaryData.FromString("two"), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, Cancel),
        })
        {
            var error = await Assert.ThrowsAsync<RequestFailedException>(upload);
            Assert.Equal((409, true), (error.Status, BlobErrorCode.BlobAlreadyExists == error.ErrorCode));
        }

        await blob.UploadAsync(BinaryData.FromString("two"), overwrite: true, Cancel);
        await blob.UploadAsync(BinaryData.FromString("three"), new BlobUploadOptions(), Cancel);
        Assert.Equal("three", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task A_write_under_an_ETag_succeeds_once()
    {
        var blob = await BlobAsync();
        var first = (await blob.UploadAsync(BinaryData.FromString("one"), Cancel)).Value.ETag;
        var under = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfMatch = first } };
        await blob.UploadAsync(BinaryData.FromString("two"), under, Cancel);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("three"), under, Cancel));
        Assert.Equal((412, true), (error.Status, BlobErrorCode.ConditionNotMet == error.ErrorCode));
        Assert.Equal("two", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task Of_many_writers_that_create_a_blob_one_wins()
    {
        var blob = await BlobAsync();
        var wins = await Task.WhenAll(Enumerable.Range(0, 20).Select(async writer =>
        {
            try
            {
                await blob.UploadAsync(BinaryData.FromString($"{writer}"), Cancel);
                return (int?)writer;
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                return null;
            }
        }));
        Assert.Equal($"{Assert.Single(wins, w => w is not null)}", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task Metadata_headers_and_deletion_obey_conditions_too()
    {
        var blob = await BlobAsync();
        var first = (await blob.UploadAsync(BinaryData.FromString("x"), Cancel)).Value.ETag;
        var second = (await blob.SetMetadataAsync(new Dictionary<string, string> { ["a"] = "b" }, new BlobRequestConditions { IfMatch = first }, Cancel)).Value.ETag;
        Assert.NotEqual(first, second);
        var stale = new BlobRequestConditions { IfMatch = first };
        foreach (var act in new Func<Task>[]
        {
            () => blob.SetMetadataAsync(new Dictionary<string, string>(), stale, Cancel),
            () => blob.SetHttpHeadersAsync(new BlobHttpHeaders(), stale, Cancel),
            () => blob.DeleteAsync(conditions: stale, cancellationToken: Cancel),
            () => blob.DeleteIfExistsAsync(conditions: stale, cancellationToken: Cancel),
            () => blob.GetPropertiesAsync(stale, Cancel),
        })
            Assert.Equal(412, (await Assert.ThrowsAsync<RequestFailedException>(act)).Status);
        await blob.SetHttpHeadersAsync(new BlobHttpHeaders { ContentType = "text/css" }, new BlobRequestConditions { IfMatch = second }, Cancel);
        Assert.Equal(("text/css", "b"), ((await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value is var p ? (p.ContentType, p.Metadata["a"]) : default));
    }

    [Fact]
    public async Task A_missing_blob_is_a_404_for_readers_and_false_for_those_who_ask()
    {
        var blob = await BlobAsync();
        var read = await Assert.ThrowsAsync<RequestFailedException>(() => blob.DownloadContentAsync(Cancel));
        Assert.Equal((404, true), (read.Status, BlobErrorCode.BlobNotFound == read.ErrorCode));
        Assert.Equal("BlobNotFound", (await Assert.ThrowsAsync<RequestFailedException>(() => blob.DownloadStreamingAsync(cancellationToken: Cancel))).ErrorCode);
        Assert.Equal("BlobNotFound", (await Assert.ThrowsAsync<RequestFailedException>(() => blob.GetPropertiesAsync(cancellationToken: Cancel))).ErrorCode);
        Assert.False(await blob.ExistsAsync(Cancel));
        Assert.False(await blob.DeleteIfExistsAsync(cancellationToken: Cancel));
        await blob.UploadAsync(BinaryData.FromString(""), Cancel);
        Assert.True(await blob.ExistsAsync(Cancel));
        Assert.True(await blob.DeleteIfExistsAsync(cancellationToken: Cancel));
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => blob.DeleteAsync(cancellationToken: Cancel))).Status);
    }

    private async Task<BlobClient> BlobAsync()
    {
        var container = new BlobContainerClient(azurite.TakeAccount(), "conditions");
        await container.CreateAsync(cancellationToken: Cancel);
        return container.GetBlobClient("folder/blob");
    }
}
