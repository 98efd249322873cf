using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage;

/// <summary>
/// Signs each attempt with the account key, as described in "Authorize with Shared Key". It runs per retry, because the
/// signature covers <c>x-ms-date</c> and the service refuses dates that are older than 15 minutes.
/// </summary>
internal sealed class SharedKeyPolicy(AccountKey key, StorageService service) : HttpPipelineSynchronousPolicy
{
    // In the order in which the signature lists them. Content-Length (third) and Date (sixth) have rules of their own.
    private static readonly string[] BeforeLength = ["Content-Encoding", "Content-Language"];
    private static readonly string[] AfterLength = ["Content-MD5", "Content-Type"];
    private static readonly string[] AfterDate = ["If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"];

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.SetValue("x-ms-date", date);
        var text = service == StorageService.Table ? TableText(request, date) : FullText(request);
        request.Headers.SetValue("Authorization", $"SharedKey {key.AccountName}:{key.Sign(text)}");
    }

    /// <summary>The table service signs few headers, always a date, and of the query only <c>comp</c>.</summary>
    private string TableText(Request request, string date)
    {
        var uri = request.Uri.ToUri();
        var text = new StringBuilder(256)
            .Append(request.Method.Method).Append('\n')
            .Append(Header(request, "Content-MD5")).Append('\n')
            .Append(Header(request, "Content-Type")).Append('\n')
            .Append(date).Append('\n')
            .Append('/').Append(key.AccountName).Append(uri.AbsolutePath);
        foreach (var (name, value) in QueryParts(uri))
        {
            if (string.Equals(name, "comp", StringComparison.Ordinal))
            {
                text.Append("?comp=").Append(value);
            }
        }

        return text.ToString();
    }

    private string FullText(Request request)
    {
        var text = new StringBuilder(512).Append(request.Method.Method).Append('\n');
        Add(text, request, BeforeLength);
        text.Append(ContentLength(request)).Append('\n');
        Add(text, request, AfterLength);
        text.Append('\n'); // Date: empty, x-ms-date below takes its place
        Add(text, request, AfterDate);

        foreach (var (name, value) in request.Headers
            .Where(h => h.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
            .Select(h => (Name: h.Name.ToLowerInvariant(), h.Value))
            .OrderBy(h => h.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        // With path-style endpoints (Azurite) the path begins with the account, which then stands here twice; the service expects it so.
        var uri = request.Uri.ToUri();
        text.Append('/').Append(key.AccountName).Append(uri.AbsolutePath);
        foreach (var group in QueryParts(uri).GroupBy(p => p.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(group.Key).Append(':').AppendJoin(',', group.Select(p => p.Value).Order(StringComparer.Ordinal));
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, Request request, string[] names)
    {
        foreach (var name in names)
        {
            text.Append(Header(request, name)).Append('\n');
        }
    }

    private static string Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value ?? string.Empty : string.Empty;

    /// <summary>Empty for an empty body, since version 2015-02-21.</summary>
    private static string ContentLength(Request request)
    {
        if (request.Headers.TryGetValue("Content-Length", out var given) && given is { Length: > 0 })
        {
            return given is "0" ? string.Empty : given;
        }

        return request.Content is { } content && content.TryComputeLength(out var length) && length > 0
            ? length.ToString(CultureInfo.InvariantCulture)
            : string.Empty;
    }

    private static IEnumerable<(string Name, string Value)> QueryParts(Uri uri)
    {
        foreach (var part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, string.Empty) : (part[..equals], part[(equals + 1)..]);
            yield return (Uri.UnescapeDataString(name).ToLowerInvariant(), Uri.UnescapeDataString(value));
        }
    }
}
