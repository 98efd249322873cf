using System.Globalization;
using System.Text;

namespace AgentSched.Outbound.Answers;

/// <summary>Receives the decoded bytes of a JSON string.</summary>
internal delegate void TextSink(ReadOnlySpan<byte> utf8);

/// <summary>Decodes the content of a JSON string, up to its closing quotation mark, in pieces: resolves escapes and joins surrogate pairs.</summary>
internal sealed class JsonText
{
    private static readonly System.Buffers.SearchValues<byte> Special = System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private readonly byte[] _digits = new byte[4];
    private int _digitCount;
    private Escape _escape;
    private char _high; // high surrogate that waits for its low surrogate; 0: none

    private enum Escape
    {
        None,
        Begun,
        Digits,
    }

    /// <summary>Result of reading a piece.</summary>
    public enum End
    {
        /// <summary>The piece is consumed; the string continues.</summary>
        More,

        /// <summary>The closing quotation mark was read.</summary>
        Closed,

        /// <summary>Not a valid JSON string.</summary>
        Broken,
    }

    /// <summary>Reads from <paramref name="at"/> and advances it past the bytes read.</summary>
    public End Read(ReadOnlySpan<byte> piece, ref int at, TextSink? sink)
    {
        while (at < piece.Length)
        {
            if (_escape == Escape.None)
            {
                var rest = piece[at..];
                var run = rest.IndexOfAny(Special);
                var plain = run < 0 ? rest : rest[..run];
                if (plain.Length > 0)
                {
                    GiveUpHalf(sink);
                    sink?.Invoke(plain);
                    at += plain.Length;
                    continue;
                }
            }

            var b = piece[at++];
            switch (_escape)
            {
                case Escape.None when b == '"':
                    GiveUpHalf(sink);
                    return End.Closed;
                case Escape.None when b == '\\':
                    _escape = Escape.Begun;
                    break;
                case Escape.Begun when b == 'u':
                    (_escape, _digitCount) = (Escape.Digits, 0);
                    break;
                case Escape.Begun when Plain(b) is { } meant:
                    _escape = Escape.None;
                    GiveUpHalf(sink);
                    sink?.Invoke([meant]);
                    break;
                case Escape.Digits when char.IsAsciiHexDigit((char)b):
                    _digits[_digitCount++] = b;
                    if (_digitCount == 4)
                    {
                        _escape = Escape.None;
                        Unit((char)ushort.Parse(_digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), sink);
                    }

                    break;
                default:
                    return End.Broken;
            }
        }

        return End.More;
    }

    private static byte? Plain(byte escaped) => (char)escaped switch
    {
        '"' or '\\' or '/' => escaped,
        'b' => (byte)'\b',
        'f' => (byte)'\f',
        'n' => (byte)'\n',
        'r' => (byte)'\r',
        't' => (byte)'\t',
        _ => null,
    };

    private void Unit(char unit, TextSink? sink)
    {
        if (_high != 0 && char.IsLowSurrogate(unit))
        {
            Emit(new Rune(_high, unit), sink);
            _high = default;
            return;
        }

        GiveUpHalf(sink);
        if (char.IsHighSurrogate(unit))
        {
            _high = unit;
        }
        else
        {
            Emit(char.IsLowSurrogate(unit) ? Rune.ReplacementChar : new Rune(unit), sink);
        }
    }

    /// <summary>Replaces a high surrogate without its low surrogate by U+FFFD.</summary>
    private void GiveUpHalf(TextSink? sink)
    {
        if (_high != 0)
        {
            _high = default;
            Emit(Rune.ReplacementChar, sink);
        }
    }

    private static void Emit(Rune rune, TextSink? sink)
    {
        Span<byte> utf8 = stackalloc byte[4];
        sink?.Invoke(utf8[..rune.EncodeToUtf8(utf8)]);
    }
}
