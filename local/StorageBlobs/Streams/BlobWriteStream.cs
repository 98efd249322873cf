using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

/// <summary>
/// Stages full blocks as they fill; flushing and disposing commit all that was written so far, in place of what the blob held. Disposing without
/// having written commits nothing. Holds one block in memory.
/// </summary>
internal sealed class BlobWriteStream(
    BlockWriter writer, int blockBytes, BlobHttpHeaders? headers, IDictionary<string, string>? metadata, BlobRequestConditions conditions, IProgress<long>? progress)
    : Stream
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly List<string> _blocks = [];
    private readonly byte[] _buffer = new byte[blockBytes];
    private int _filled;
    private long _position;
    private bool _dirty;
    private bool _disposed;
    private BlobRequestConditions _conditions = conditions;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_disposed;

    public override long Length => throw new NotSupportedException("a blob that is being written has no length yet");

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("a block blob is written from start to end");
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (buffer.Length > 0)
        {
            var take = Math.Min(buffer.Length, _buffer.Length - _filled);
            buffer[..take].CopyTo(_buffer.AsMemory(_filled));
            buffer = buffer[take..];
            _filled += take;
            _position += take;
            _dirty = true;
            if (_filled == _buffer.Length)
                await StageAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await CommitAsync(CancellationToken.None).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    // A writer such as StreamWriter or GZipStream may end in a synchronous call; the requests themselves are asynchronous.
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream only writes");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a block blob is written from start to end");

    public override void SetLength(long value) => throw new NotSupportedException("a block blob is written from start to end");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private async Task StageAsync(CancellationToken cancel)
    {
        var id = BlockWriter.BlockId(_id, _blocks.Count);
        var lease = _conditions.LeaseId is { } leaseId ? new BlobRequestConditions { LeaseId = leaseId } : null;
        await writer.StageAsync(id, _buffer.AsMemory(0, _filled), lease, cancel).ConfigureAwait(false);
        _blocks.Add(id);
        _filled = 0;
        progress?.Report(_position);
    }

    private async Task CommitAsync(CancellationToken cancel)
    {
        if (!_dirty)
            return;
        if (_filled > 0)
            await StageAsync(cancel).ConfigureAwait(false);
        var written = await writer.CommitAsync(_blocks, headers, metadata, _conditions, idsAreOurs: true, cancel).ConfigureAwait(false);
        _conditions = new BlobRequestConditions { IfMatch = written.Value.ETag, LeaseId = _conditions.LeaseId };
        _dirty = false;
    }
}
