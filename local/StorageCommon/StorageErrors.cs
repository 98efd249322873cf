using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure.Core;

namespace Azure.Storage;

/// <summary>Turns an error answer into <see cref="RequestFailedException"/> with Azure's status and error code.</summary>
internal static class StorageErrors
{
    public static RequestFailedException From(Response response)
    {
        // The body of an authorization error quotes the signature and the text that was signed: neither belongs into a log.
        var shown = response.Status is 401 or 403 ? new BodilessResponse(response) : response;
        return new RequestFailedException(shown, innerException: null, new Details(response));
    }

    /// <summary>For rules that are checked before sending, with the status and the code that the service would answer.</summary>
    public static RequestFailedException Refused(int status, string code, string message) => new(status, message, code, innerException: null);

    /// <summary>The error code from the header, or from an XML or JSON body; null when there is none.</summary>
    public static string? CodeOf(Response response) => Read(response).Code;

    private static (string? Code, string? Message) Read(Response response)
    {
        var (code, message) = ReadBody(response);
        return (response.Headers.TryGetValue("x-ms-error-code", out var header) ? header : code, message);
    }

    private static (string? Code, string? Message) ReadBody(Response response)
    {
        if (response.ContentStream is not { CanSeek: true, Length: > 0 })
        {
            return default;
        }

        try
        {
            var body = response.Content;
            var first = body.ToMemory().Span.TrimStart(" \r\n\t\uFEFF"u8);
            return first.IsEmpty ? default : first[0] == (byte)'{' ? FromJson(body) : FromXml(body);
        }
        catch (Exception e) when (e is JsonException or XmlException or InvalidOperationException)
        {
            return default; // not from the service (a proxy's page, a cut body): status and headers tell enough
        }
    }

    private static (string? Code, string? Message) FromJson(BinaryData body)
    {
        using var document = JsonDocument.Parse(body.ToMemory());
        var root = document.RootElement;
        if (!root.TryGetProperty("odata.error", out var error) && !root.TryGetProperty("error", out error))
        {
            return default;
        }

        var code = error.TryGetProperty("code", out var c) ? c.GetString() : null;
        if (!error.TryGetProperty("message", out var message))
        {
            return (code, null);
        }

        return (code, message.ValueKind == JsonValueKind.Object ? message.GetProperty("value").GetString() : message.GetString());
    }

    private static (string? Code, string? Message) FromXml(BinaryData body)
    {
        using var stream = body.ToStream();
        var root = XDocument.Load(stream).Root;
        return (Child(root, "Code"), Child(root, "Message"));
    }

    // Tables answer with namespaces in XML, blobs and queues without.
    private static string? Child(XElement? root, string name) =>
        root?.Elements().FirstOrDefault(e => string.Equals(e.Name.LocalName, name, StringComparison.OrdinalIgnoreCase))?.Value;

    private sealed class Details(Response original) : RequestFailedDetailsParser
    {
        public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
        {
            var (code, message) = Read(original);
            // Only the first line: the others repeat the request id and the time, which the headers show too.
            error = new ResponseError(code, FirstLine(message) ?? $"The service answered with status {original.Status}.");
            data = null;
            return true;
        }

        private static string? FirstLine(string? text)
        {
            var end = text?.IndexOf('\n', StringComparison.Ordinal) ?? -1;
            return end < 0 ? text : text![..end].TrimEnd();
        }
    }
}
