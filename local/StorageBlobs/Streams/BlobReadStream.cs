namespace Azure.Storage.Blobs;

/// <summary>Reads a blob of known length in ranges of one buffer; seeking costs nothing until the next read.</summary>
internal sealed class BlobReadStream(long length, long position, int bufferBytes, Func<HttpRange, CancellationToken, Task<ReadOnlyMemory<byte>>> fetch) : ReadOnlyStream
{
    private long _position = position;
    private long _start;
    private ReadOnlyMemory<byte> _buffer;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, length);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _position >= length)
            return 0;
        if (_position < _start || _position >= _start + _buffer.Length)
        {
            _buffer = default; // the old one may go before the new one comes
            _buffer = await fetch(new HttpRange(_position, Math.Min(bufferBytes, length - _position)), cancellationToken).ConfigureAwait(false);
            _start = _position;
        }

        var available = _buffer[(int)(_position - _start)..];
        var take = Math.Min(available.Length, buffer.Length);
        available[..take].CopyTo(buffer);
        _position += take;
        return take;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => length + offset,
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "origin is neither Begin, Current nor End"),
        };
        return Position;
    }
}
