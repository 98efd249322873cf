using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AgentSched.Parity.Storage;

public sealed class BlobFaults(AzuriteFixture azurite)
{
    private static readonly BlobUploadOptions IfAbsent = new() { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("shows", "originals")]
    public async Task Uploads_reads_and_blocks_are_tried_again()
    {
        var (blob, transport) = await BlobAsync();
        var bytes = RandomNumberGenerator.GetBytes((4 * 1024 * 1024) + 1);
        transport.LoseRequest(r => r.Method == RequestMethod.Put);
        transport.LoseAnswer(r => r.Method == RequestMethod.Put && r.Uri.Query.Contains("comp=block&", StringComparison.Ordinal));
        await blob.UploadAsync(new MemoryStream(bytes), new BlobUploadOptions(), Cancel);
        transport.LoseRequest(r => r.Method == RequestMethod.Get);
        Assert.True((await blob.DownloadContentAsync(Cancel)).Value.Content.ToMemory().Span.SequenceEqual(bytes));
    }

    [Fact]
    [Trait("shows", "originals")]
    public async Task A_download_whose_connection_breaks_goes_on_where_it_broke()
    {
        var (blob, transport) = await BlobAsync();
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        await blob.UploadAsync(new BinaryData(bytes), Cancel);
        transport.CutContent(r => r.Method == RequestMethod.Get, after: 100_000);
        using var copy = new MemoryStream();
        using (var content = (await blob.DownloadStreamingAsync(cancellationToken: Cancel)).Value)
            await content.Content.CopyToAsync(copy, Cancel);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(bytes));
        Assert.Equal(2, transport.Sent.Count(r => r.StartsWith("GET", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("shows", "originals")]
    public async Task A_lease_whose_answer_is_lost_is_acquired()
    {
        var (blob, transport) = await BlobAsync();
        await blob.UploadAsync(BinaryData.FromString(""), Cancel);
        transport.LoseAnswer(r => r.Uri.Query.Contains("comp=lease", StringComparison.Ordinal));
        var lease = new Azure.Storage.Blobs.Specialized.BlobLeaseClient(blob);
        Assert.Equal(lease.LeaseId, (await lease.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancel)).Value.LeaseId);
    }

    // The originals report a conflict with their own first attempt; here the blob is read back instead. So these are not run against the originals.
    [Fact]
    public async Task A_conditional_upload_whose_answer_is_lost_is_no_conflict()
    {
        SkipWithTheOriginals();
        var (blob, transport) = await BlobAsync();
        transport.LoseAnswer(r => r.Method == RequestMethod.Put);
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain" },
            Metadata = new Dictionary<string, string> { ["by"] = "me" },
        };
        var created = (await blob.UploadAsync(BinaryData.FromString("mine"), options, Cancel)).Value;
        Assert.Equal((await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.ETag, created.ETag);

        transport.LoseAnswer(r => r.Method == RequestMethod.Put);
        var under = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfMatch = created.ETag } };
        var replaced = (await blob.UploadAsync(BinaryData.FromString("mine again"), under, Cancel)).Value;
        Assert.NotEqual(created.ETag, replaced.ETag);
        Assert.Equal((await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.ETag, replaced.ETag);
    }

    [Fact]
    public async Task A_commit_of_blocks_whose_answer_is_lost_is_no_conflict()
    {
        SkipWithTheOriginals();
        var (blob, transport) = await BlobAsync();
        transport.LoseAnswer(r => r.Uri.Query.Contains("comp=blocklist", StringComparison.Ordinal));
        await blob.UploadAsync(new MemoryStream(new byte[(4 * 1024 * 1024) + 1]), IfAbsent, Cancel);

        transport.LoseAnswer(r => r.Uri.Query.Contains("comp=blocklist", StringComparison.Ordinal));
        await using (var stream = await blob.OpenWriteAsync(true, cancellationToken: Cancel))
            await stream.WriteAsync("streamed"u8.ToArray(), Cancel);
        Assert.Equal("streamed", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task A_written_stream_holds_at_most_4_MiB_whatever_buffer_is_asked_for()
    {
        SkipWithTheOriginals();
        var (blob, transport) = await BlobAsync();
        await using (var stream = await blob.OpenWriteAsync(true, new BlobOpenWriteOptions { BufferSize = 100 * 1024 * 1024 }, Cancel))
        {
            for (var megabyte = 0; megabyte < 9; megabyte++)
                await stream.WriteAsync(new byte[1024 * 1024], Cancel);
            Assert.Equal(2, Blocks());
        }

        Assert.Equal((3, 9L * 1024 * 1024), (Blocks(), (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.ContentLength));
        int Blocks() => transport.Sent.Count(r => r.Contains("comp=block&", StringComparison.Ordinal));
    }

    [Theory]
    [Trait("shows", "originals")]
    [InlineData("theirs")]
    [InlineData("mine, too")] // as long as ours
    public async Task A_conflict_with_another_writer_stays_one_even_if_the_first_attempt_was_lost(string theirs)
    {
        var (blob, transport) = await BlobAsync();
        await blob.UploadAsync(BinaryData.FromString(theirs), Cancel);
        transport.LoseRequest(r => r.Method == RequestMethod.Put);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("mine, not"), IfAbsent, Cancel));
        Assert.Equal((409, "BlobAlreadyExists"), (error.Status, error.ErrorCode));
        Assert.Equal(theirs, (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    [Trait("shows", "originals")]
    public async Task The_same_bytes_under_other_metadata_are_another_writers()
    {
        var (blob, transport) = await BlobAsync();
        await blob.UploadAsync(BinaryData.FromString("lock"), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["owner"] = "them" } }, Cancel);
        transport.LoseRequest(r => r.Method == RequestMethod.Put);
        var mine = new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["owner"] = "me" }, Conditions = IfAbsent.Conditions };
        Assert.Equal(409, (await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("lock"), mine, Cancel))).Status);
    }

    private static void SkipWithTheOriginals() =>
        Assert.SkipWhen(typeof(BlobClient).Assembly.GetName().Version!.Major >= 12, "the originals report the conflict");

    private async Task<(BlobClient Blob, LosingTransport Transport)> BlobAsync()
    {
        var transport = new LosingTransport();
        var options = new BlobClientOptions { Transport = transport, Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) } };
        var container = new BlobContainerClient(azurite.TakeAccount(), "faults", options);
        await container.CreateAsync(cancellationToken: Cancel);
        return (container.GetBlobClient("blob"), transport);
    }
}
