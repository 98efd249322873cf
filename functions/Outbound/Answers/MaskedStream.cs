using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace AgentSched.Outbound.Answers;

/// <summary>
/// Reads a stream with each occurrence of a secret replaced by asterisks, whichever of its characters are escaped as in JSON, also in JSON that is a text in JSON: an agent that repeats the
/// secret it was called with must not get it into a record, a log or an answer. Holds back only an end that could be the beginning of the secret.
/// </summary>
internal sealed class MaskedStream(Stream inner, byte[] secret) : Stream
{
    private const int Piece = 16 * 1024;
    private const int MostBackslashes = 7; // JSON in JSON in JSON: \\\\u003d
    private const int Digits = 4;
    private const int LongestEscape = MostBackslashes + 1 + Digits;
    private const int Unknown = -1;

    private readonly byte[] _buffer = new byte[Piece + LongestEscape * secret.Length];
    private int _filled; // bytes in the buffer
    private int _ready; // of these, what can be given away

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready == 0)
        {
            var read = await inner.ReadAsync(_buffer.AsMemory(_filled, Piece), cancellationToken);
            _filled += read;
            _ready = Mask(isEnd: read == 0);
            if (read == 0 && _ready == 0)
            {
                return 0;
            }
        }

        var given = Math.Min(_ready, buffer.Length);
        _buffer.AsSpan(0, given).CopyTo(buffer.Span);
        _buffer.AsSpan(given, _filled - given).CopyTo(_buffer);
        (_filled, _ready) = (_filled - given, _ready - given);
        return given;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Masks what is in the buffer.</summary>
    /// <returns>How much of it can be given away.</returns>
    private int Mask(bool isEnd)
    {
        var bytes = _buffer.AsSpan(0, _filled);
        for (var at = 0; at < bytes.Length;)
        {
            var next = bytes[at..].IndexOfAny(secret[0], (byte)'\\');
            if (next < 0)
            {
                break;
            }

            at += next;
            var length = LengthAt(bytes[at..]);
            if (length == Unknown && !isEnd)
            {
                return at;
            }

            bytes.Slice(at, Math.Max(length, 0)).Fill((byte)'*');
            at += Math.Max(length, 1);
        }

        return _filled;
    }

    /// <summary>The length of the secret at the beginning of some bytes. 0: it is not there. <see cref="Unknown"/>: they end too early.</summary>
    private int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(secret))
        {
            return secret.Length;
        }

        var at = 0;
        foreach (var wanted in secret)
        {
            var length = at == bytes.Length ? Unknown : bytes[at] == '\\' ? EscapeAt(bytes[at..], wanted) : bytes[at] == wanted ? 1 : 0;
            if (length <= 0)
            {
                return length < 0 || secret.AsSpan().StartsWith(bytes) ? Unknown : 0;
            }

            at += length;
        }

        return at;
    }

    /// <summary>The length of an escape that stands for a byte. 0: it stands for another. <see cref="Unknown"/>: the bytes end too early.</summary>
    private static int EscapeAt(ReadOnlySpan<byte> bytes, byte wanted)
    {
        var slashes = bytes[..Math.Min(bytes.Length, MostBackslashes)].IndexOfAnyExcept((byte)'\\') is >= 0 and var other ? other : Math.Min(bytes.Length, MostBackslashes);
        if (wanted == '\\' && slashes > 1)
        {
            return 2;
        }

        if (slashes == bytes.Length)
        {
            return slashes < MostBackslashes ? Unknown : 0;
        }

        if (bytes[slashes] != 'u')
        {
            return bytes[slashes] == wanted ? slashes + 1 : 0; // \/ and \"
        }

        Span<byte> digits = stackalloc byte[Digits];
        _ = Utf8Formatter.TryFormat(wanted, digits, out _, new StandardFormat('x', Digits));
        var there = bytes[(slashes + 1)..Math.Min(bytes.Length, slashes + 1 + Digits)];
        return !Ascii.EqualsIgnoreCase(there, digits[..there.Length]) ? wanted == 'u' ? slashes + 1 : 0 : there.Length < Digits ? Unknown : slashes + 1 + Digits;
    }
}
