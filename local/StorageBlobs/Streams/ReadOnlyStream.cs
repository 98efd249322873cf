namespace Azure.Storage.Blobs;

/// <summary>What all streams that read a blob have in common: asynchronous reads do the work.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Readers such as GZipStream may be used synchronously; the requests themselves are asynchronous.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("this stream only reads");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream only reads");
}
