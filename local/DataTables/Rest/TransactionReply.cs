using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Storage;

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

    /// <summary>Whether the service refused for a passing reason, which it states inside an answer of status 202.</summary>
    public static bool IsRetriable(BinaryData answer)
    {
        var text = answer.ToMemory().Span;
        return text.IndexOf(StatusLine) is >= 0 and var start
            && text.Length >= start + StatusLine.Length + 3
            && StorageClassifier.IsRetriable(int.Parse(text.Slice(start + StatusLine.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture));
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
