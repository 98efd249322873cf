using System.IO.Compression;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class BlobContent(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain.txt")]
    [InlineData("tenant/agent/run 1+2%&=#?ü.json")]
    public async Task Content_headers_and_metadata_come_back(string name)
    {
        var container = await ContainerAsync();
        var blob = container.GetBlobClient(name);
        Assert.Equal((name, container.Name), (blob.Name, blob.BlobContainerName));
        var content = "Grüße"u8.ToArray();
        var written = (await blob.UploadAsync(new BinaryData(content), new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json", ContentEncoding = "identity", CacheControl = "no-store", ContentDisposition = "inline", ContentLanguage = "de" },
            Metadata = new Dictionary<string, string> { ["run"] = "r1" },
        }, Cancel)).Value;
        Assert.Equal("ScX2dbSQN7YES4A6ydGm1w==", Convert.ToBase64String(written.ContentHash!)); // the content's MD5

        var read = (await blob.DownloadContentAsync(Cancel)).Value;
        Assert.Equal(content, read.Content.ToArray());
        Assert.Equal(
            ("application/json", "identity", "no-store", "inline", "de", "r1", written.ETag),
            (read.Details.ContentType, read.Details.ContentEncoding, read.Details.CacheControl, read.Details.ContentDisposition, read.Details.ContentLanguage,
                read.Details.Metadata["run"], read.Details.ETag));

        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value;
        Assert.Equal(
            (BlobType.Block, (long)content.Length, "application/json", "r1", written.ETag, written.LastModified),
            (properties.BlobType, properties.ContentLength, properties.ContentType, properties.Metadata["run"], properties.ETag, properties.LastModified));
        Assert.Equal(name, (await new BlobClient(blob.Uri, Key(container)).GetParentBlobContainerClient().GetBlobsAsync(cancellationToken: Cancel).SingleAsync(Cancel)).Name);
    }

    [Fact]
    public async Task A_blob_without_a_type_is_an_octet_stream()
    {
        var blob = (await ContainerAsync()).GetBlobClient("b");
        await blob.UploadAsync(BinaryData.FromString("x"), Cancel);
        Assert.Equal("application/octet-stream", (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.ContentType);
    }

    [Fact]
    public async Task A_range_is_read_as_content_or_as_a_stream()
    {
        var blob = (await ContainerAsync()).GetBlobClient("b");
        await blob.UploadAsync(BinaryData.FromString("0123456789"), Cancel);
        var part = (await blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(2, 3) }, Cancel)).Value;
        Assert.Equal(("234", "bytes 2-4/10"), (part.Content.ToString(), part.Details.ContentRange));
        using var tail = (await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(7) }, Cancel)).Value;
        using var reader = new StreamReader(tail.Content);
        Assert.Equal("789", await reader.ReadToEndAsync(Cancel));
        // Azurite lets a range begin right behind the end, Azure does not; further behind both refuse.
        var beyond = await Assert.ThrowsAsync<RequestFailedException>(() => blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(20, 1) }, Cancel));
        Assert.Equal((416, "InvalidRange"), (beyond.Status, beyond.ErrorCode));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((4 * 1024 * 1024) - 1)]
    [InlineData(4 * 1024 * 1024)]
    [InlineData((9 * 1024 * 1024) + 7)]
    public async Task A_stream_of_any_length_is_uploaded_from_where_it_stands(int length)
    {
        var container = await ContainerAsync();
        var bytes = RandomNumberGenerator.GetBytes(length + 3);
        var (seekable, forward) = (container.GetBlobClient("seekable"), container.GetBlobClient("forward"));
        using (var stream = new MemoryStream(bytes) { Position = 3 })
        {
            await seekable.UploadAsync(stream, overwrite: true, Cancel);
            Assert.True(stream.CanRead); // the caller's to dispose
        }

        using (var source = new MemoryStream(bytes, 3, length))
        using (var once = new BufferedForwardStream(source))
            await forward.UploadAsync(once, new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain" } }, Cancel);
        foreach (var blob in new[] { seekable, forward })
        {
            using var copy = new MemoryStream();
            await blob.DownloadToAsync(copy, Cancel);
            Assert.True(copy.ToArray().AsSpan().SequenceEqual(bytes.AsSpan(3)));
        }

        Assert.Equal("text/plain", (await forward.GetPropertiesAsync(cancellationToken: Cancel)).Value.ContentType);
    }

    [Fact]
    public async Task A_written_stream_is_the_blob_once_it_is_disposed()
    {
        var blob = (await ContainerAsync()).GetBlobClient("log.gz");
        var options = new BlobOpenWriteOptions
        {
            BufferSize = 1000,
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain", ContentEncoding = "gzip" },
            Metadata = new Dictionary<string, string> { ["lines"] = "2000" },
        };
        await using (var stream = await blob.OpenWriteAsync(overwrite: true, options, Cancel))
        await using (var gzip = new GZipStream(stream, CompressionLevel.NoCompression))
        await using (var writer = new StreamWriter(gzip))
        {
            for (var line = 0; line < 2000; line++)
                await writer.WriteLineAsync($"line {line}");
        }

        using var content = (await blob.DownloadStreamingAsync(cancellationToken: Cancel)).Value;
        Assert.Equal(("text/plain", "gzip", "2000"), (content.Details.ContentType, content.Details.ContentEncoding, content.Details.Metadata["lines"]));
        await using var plain = new GZipStream(content.Content, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        var last = "";
        while (await reader.ReadLineAsync(Cancel) is { } read)
            last = read;
        Assert.Equal("line 1999", last);
    }

    [Fact]
    public async Task A_stream_that_is_flushed_in_between_keeps_what_it_wrote_before()
    {
        var blob = (await ContainerAsync()).GetBlobClient("b");
        await using (var stream = await blob.OpenWriteAsync(overwrite: true, new BlobOpenWriteOptions { BufferSize = 4 }, Cancel))
        {
            await stream.WriteAsync("first "u8.ToArray(), Cancel);
            await stream.FlushAsync(Cancel);
            Assert.Equal("first ", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
            await stream.WriteAsync("second"u8.ToArray(), Cancel);
        }

        Assert.Equal("first second", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task Opening_for_writing_empties_the_blob_at_once_and_loses_against_another_writer()
    {
        var blob = (await ContainerAsync()).GetBlobClient("b");
        await blob.UploadAsync(BinaryData.FromString("old"), Cancel);
        await Assert.ThrowsAsync<ArgumentException>(() => blob.OpenWriteAsync(overwrite: false, cancellationToken: Cancel));
        var stream = await blob.OpenWriteAsync(overwrite: true, cancellationToken: Cancel);
        Assert.Equal(0, (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.ContentLength);
        await stream.WriteAsync("mine"u8.ToArray(), Cancel);
        await blob.UploadAsync(BinaryData.FromString("theirs"), overwrite: true, Cancel);
        Assert.Equal(412, (await Assert.ThrowsAsync<RequestFailedException>(() => stream.FlushAsync(Cancel))).Status);
        Assert.Equal("theirs", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task A_read_stream_seeks_and_reads_range_by_range()
    {
        var blob = (await ContainerAsync()).GetBlobClient("b");
        var bytes = RandomNumberGenerator.GetBytes(10_000);
        await blob.UploadAsync(new BinaryData(bytes), Cancel);
        await using var stream = await blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = 999, Position = 5 }, Cancel);
        Assert.Equal((10_000L, 5L), (stream.Length, stream.Position));
        var rest = new byte[9_995];
        await stream.ReadExactlyAsync(rest, Cancel);
        Assert.Equal(bytes[5..], rest);
        Assert.Equal(0, await stream.ReadAsync(rest, Cancel));
        stream.Seek(-3, SeekOrigin.End);
        Assert.Equal(bytes[^3], stream.ReadByte());

        await blob.UploadAsync(BinaryData.FromString("changed, and much shorter"), overwrite: true, Cancel);
        stream.Position = 0;
        Assert.Equal(412, (await Assert.ThrowsAsync<RequestFailedException>(() => stream.ReadExactlyAsync(rest, Cancel).AsTask())).Status);
    }

    [Fact]
    public async Task Staged_blocks_are_the_blob_in_the_order_of_the_commit()
    {
        var blob = (await ContainerAsync()).GetBlockBlobClient("b");
        string[] ids = [Convert.ToBase64String("a"u8), Convert.ToBase64String("b"u8)];
        foreach (var id in ids)
            await blob.StageBlockAsync(id, new MemoryStream(Convert.FromBase64String(id)), cancellationToken: Cancel);
        Assert.Equal(ids, (await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: Cancel)).Value.UncommittedBlocks.Select(b => b.Name).Order());
        var headers = new BlobHttpHeaders { ContentType = "text/plain", ContentEncoding = "identity" };
        await blob.CommitBlockListAsync([ids[1], ids[0]], new CommitBlockListOptions { HttpHeaders = headers }, Cancel);
        Assert.Equal("ba", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value;
        Assert.Equal(("text/plain", "identity"), (properties.ContentType, properties.ContentEncoding));
        Assert.Equal([ids[1], ids[0]], (await blob.GetBlockListAsync(cancellationToken: Cancel)).Value.CommittedBlocks.Select(b => b.Name));
    }

    private static Azure.Storage.StorageSharedKeyCredential Key(BlobContainerClient container) => KeyOf[container.AccountName];

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Azure.Storage.StorageSharedKeyCredential> KeyOf = new();

    private async Task<BlobContainerClient> ContainerAsync()
    {
        var connection = azurite.TakeAccount();
        var settings = connection.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        KeyOf[settings["AccountName"]] = new(settings["AccountName"], settings["AccountKey"]);
        var container = new BlobServiceClient(connection).GetBlobContainerClient("content");
        await container.CreateAsync(cancellationToken: Cancel);
        return container;
    }

    /// <summary>Reads on only, in small pieces, like a network stream.</summary>
    private sealed class BufferedForwardStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(count, 70_001));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer[..Math.Min(buffer.Length, 70_001)], cancellationToken);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
