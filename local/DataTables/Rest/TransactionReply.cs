using System.Globalization;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Rest;

/// <summary>Reads the multipart answer to a transaction: a status and headers per action, or one error for all.</summary>
internal static class TransactionReply
{
    private static ReadOnlySpan<byte> StatusLine => "HTTP/1.1 "u8;

    public static List<Response> Read(BinaryData answer)
    {
        var parts = new List<Response>();
        var rest = answer.ToMemory();
        while (rest.Span.IndexOf(StatusLine) is >= 0 and var start)
        {
            rest = rest[(start + StatusLine.Length)..];
            parts.Add(ReadPart(ref rest));
        }

        return parts;
    }

    /// <summary>The error, if the transaction was refused; it is the only part then.</summary>
    public static Response? Failure(BinaryData answer)
    {
        var text = answer.ToMemory().Span;
        var start = text.IndexOf(StatusLine) + StatusLine.Length;
        return start >= StatusLine.Length && start < text.Length && text[start] is (byte)'4' or (byte)'5' ? Read(answer)[0] : null;
    }

    private static PlainResponse ReadPart(ref ReadOnlyMemory<byte> rest)
    {
        var line = Line(ref rest);
        var status = int.Parse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var headers = new List<HttpHeader>();
        for (var header = Line(ref rest); header.Length > 0; header = Line(ref rest))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.Add(new HttpHeader(header[..colon], header[(colon + 1)..].Trim()));
            }
        }

        // The body, if any, goes up to the next boundary, which no JSON text contains at the start of a line.
        var end = rest.Span.IndexOf("\n--"u8);
        var body = end < 0 ? ReadOnlyMemory<byte>.Empty : rest[..end];
        return new PlainResponse(status, line.Length > 4 ? line[4..] : string.Empty, headers, body);
    }

    private static string Line(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest.Span : rest.Span[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return Encoding.UTF8.GetString(line.TrimEnd((byte)'\r'));
    }
}
