using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class BlobFaults(AzuriteFixture azurite)
{
    private static readonly BlobUploadOptions IfAbsent = new() { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };

    private string _account = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
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
    public async Task A_lease_whose_answer_is_lost_is_acquired()
    {
        var (blob, transport) = await BlobAsync();
        await blob.UploadAsync(BinaryData.FromString(""), Cancel);
        transport.LoseAnswer(r => r.Uri.Query.Contains("comp=lease", StringComparison.Ordinal));
        var lease = new BlobLeaseClient(blob);
        Assert.Equal(lease.LeaseId, (await lease.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancel)).Value.LeaseId);
    }

    // The originals report a conflict with their own first attempt; here the blob is read back instead. So these are not run against the originals.
    [Fact]
    public async Task A_conditional_upload_whose_answer_is_lost_is_no_conflict()
    {
        StandIn.Only("the originals report conflicts with their own lost first tries");
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
        StandIn.Only("the originals report conflicts with their own lost first tries");
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
        StandIn.Only("the originals hold what is asked for");
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
    public async Task The_same_bytes_under_other_metadata_are_another_writers()
    {
        var (blob, transport) = await BlobAsync();
        await blob.UploadAsync(BinaryData.FromString("lock"), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["owner"] = "them" } }, Cancel);
        transport.LoseRequest(r => r.Method == RequestMethod.Put);
        var mine = new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["owner"] = "me" }, Conditions = IfAbsent.Conditions };
        Assert.Equal(409, (await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("lock"), mine, Cancel))).Status);
    }

    [Fact]
    public async Task Of_two_who_create_an_empty_blob_only_one_wins()
    {
        var (blob, transport) = await BlobAsync();
        transport.Losing = () => Rival().UploadAsync(BinaryData.Empty, IfAbsent, Cancel);
        transport.LoseRequest(r => r.Method == RequestMethod.Put);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.Empty, IfAbsent, Cancel));
        Assert.Equal((409, "BlobAlreadyExists"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Of_two_who_commit_blocks_of_the_same_names_only_one_wins()
    {
        var (blob, transport) = await BlobAsync();
        var blocks = new BlockBlobClient(_account, "faults", "blob", Options(transport));
        string[] ids = [Convert.ToBase64String("one"u8)];
        await blocks.StageBlockAsync(ids[0], new MemoryStream("mine"u8.ToArray()), cancellationToken: Cancel);
        transport.Losing = async () =>
        {
            var rival = new BlockBlobClient(_account, "faults", "blob");
            await rival.StageBlockAsync(ids[0], new MemoryStream("theirs"u8.ToArray()), cancellationToken: Cancel);
            await rival.CommitBlockListAsync(ids, new CommitBlockListOptions { Conditions = IfAbsent.Conditions }, Cancel);
        };
        transport.LoseRequest(r => r.Uri.Query.Contains("comp=blocklist", StringComparison.Ordinal));
        await Assert.ThrowsAsync<RequestFailedException>(() => blocks.CommitBlockListAsync(ids, new CommitBlockListOptions { Conditions = IfAbsent.Conditions }, Cancel));
        Assert.Equal("theirs", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    private BlobClient Rival() => new(_account, "faults", "blob");

    private static BlobClientOptions Options(LosingTransport transport) =>
        new() { Transport = transport, Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) } };

    private async Task<(BlobClient Blob, LosingTransport Transport)> BlobAsync()
    {
        var transport = new LosingTransport();
        _account = azurite.TakeAccount();
        var container = new BlobContainerClient(_account, "faults", Options(transport));
        await container.CreateAsync(cancellationToken: Cancel);
        return (container.GetBlobClient("blob"), transport);
    }
}
