namespace Azure.Storage.Blobs;

/// <summary>An answer's content; when the connection breaks, the rest is asked for under the same ETag. Gives up after as many breaks as retries are allowed.</summary>
internal sealed class ResumingStream(Stream first, long length, int retries, Func<long, CancellationToken, Task<Stream>> resume, IProgress<long>? progress) : ReadOnlyStream
{
    private Stream _current = first;
    private long _position;
    private int _left = retries;

    public override bool CanSeek => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("downloaded content is read from start to end; OpenReadAsync gives a stream that seeks");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var read = await _current.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0 && buffer.Length > 0 && _position < length)
                    throw new IOException($"the content ended after {_position} of {length} bytes");
                _position += read;
                progress?.Report(_position);
                return read;
            }
            catch (Exception e) when (IsCut(e, cancellationToken) && _left-- > 0)
            {
                await _current.DisposeAsync().ConfigureAwait(false);
                _current = await resume(_position, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("downloaded content is read from start to end; OpenReadAsync gives a stream that seeks");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _current.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsCut(Exception e, CancellationToken cancel) =>
        !cancel.IsCancellationRequested && e is IOException or HttpRequestException or OperationCanceledException;
}
