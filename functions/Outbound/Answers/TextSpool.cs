using System.Text;

namespace AgentSched.Outbound.Answers;

/// <summary>
/// A text that arrives in pieces of UTF-8: its beginning as a string, and the whole in a spool if it is longer. Invalid UTF-8
/// becomes U+FFFD, and so does U+0000, which no store accepts.
/// </summary>
/// <param name="headLength">Maximum characters (UTF-16 units) of the beginning.</param>
/// <param name="limit">Maximum bytes of the whole; the rest is dropped at a character boundary. 0: only the beginning is kept.</param>
internal sealed class TextSpool(int headLength, long limit) : IDisposable
{
    private const int Block = 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly StringBuilder _head = new();
    private readonly char[] _chars = new char[Block];
    private readonly byte[] _bytes = new byte[Encoding.UTF8.GetMaxByteCount(Block)];
    private SpillStream? _whole; // uncompressed until the end, when no other compressor uses memory

    /// <summary>The text, or its beginning; never ends in half a surrogate pair.</summary>
    public string Head => _head.Length > 0 && char.IsHighSurrogate(_head[^1]) ? _head.ToString(0, _head.Length - 1) : _head.ToString();

    /// <summary>Whether some of the text is neither in the head nor in the whole.</summary>
    public bool IsTruncated { get; private set; }

    public void Write(ReadOnlySpan<byte> utf8)
    {
        while (utf8.Length > 0)
        {
            _decoder.Convert(utf8, _chars, flush: false, out var used, out var count, out _);
            utf8 = utf8[used..];
            Add(_chars.AsSpan(0, count));
        }
    }

    /// <summary>Ends the text.</summary>
    /// <returns>The whole text, which the caller then owns. Null: the head is all of it.</returns>
    public Spool? Complete()
    {
        _decoder.Convert([], _chars, flush: true, out _, out var count, out _); // an incomplete character
        Add(_chars.AsSpan(0, count));
        if (_whole is null)
        {
            return null;
        }

        var packed = new Spool(long.MaxValue);
        var bytes = _whole.Reopen();
        for (int read; (read = bytes.Read(_bytes)) > 0;)
        {
            packed.Write(_bytes.AsSpan(0, read));
        }

        packed.Complete();
        _whole.Dispose();
        _whole = null;
        return packed;
    }

    public void Dispose() => _whole?.Dispose();

    private void Add(Span<char> chars)
    {
        chars.Replace('\0', '\uFFFD');
        var toHead = chars[..Math.Min(chars.Length, headLength - _head.Length)];
        _head.Append(toHead);
        if (_whole is null && toHead.Length == chars.Length)
        {
            return;
        }

        if (limit == 0)
        {
            IsTruncated = true;
            return;
        }

        if (_whole is null)
        {
            _whole = new SpillStream();
            foreach (var chunk in _head.GetChunks())
            {
                for (var at = 0; at < chunk.Length; at += Block)
                {
                    Encode(chunk.Span[at..Math.Min(at + Block, chunk.Length)]);
                }
            }

            chars = chars[toHead.Length..];
        }

        Encode(chars);
    }

    private void Encode(ReadOnlySpan<char> chars)
    {
        var length = _encoder.GetBytes(chars, _bytes, flush: false);
        if (IsTruncated || length == 0)
        {
            return;
        }

        if (_whole!.Length + length > limit)
        {
            IsTruncated = true;
            length = (int)(limit - _whole.Length);
            while (length > 0 && (_bytes[length] & 0xC0) == 0x80)
            {
                length--; // back to the start of a character
            }
        }

        _whole.Write(_bytes.AsSpan(0, length));
    }
}
