using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>
/// Hash of a request's body, which tells a repeated request from another one with the same idempotency key. The order of fields and the space
/// between them do not count, and a field that is null counts as absent, as it does when the request is read.
/// </summary>
internal static class BodyHash
{
    private static readonly object BodyKey = new();

    /// <summary>Keeps the body that was read.</summary>
    public static void Keep(HttpRequest request, byte[] body) => request.HttpContext.Items[BodyKey] = body;

    /// <summary>SHA-256 in hexadecimal. Empty: no body was read, or it has no fields.</summary>
    public static string Of(HttpRequest request) => Kept(request) is { } body ? Of(body) : string.Empty;

    /// <summary>SHA-256 of the bytes as they came, in hexadecimal: earlier releases stored it. Empty: no body was read.</summary>
    public static string OfBytes(HttpRequest request) => Kept(request) is { } body ? Hex(body) : string.Empty;

    /// <summary>Whether a stored hash is that of this request's body.</summary>
    public static bool IsSame(HttpRequest request, string? stored) => stored is not null && (stored == Of(request) || stored == OfBytes(request));

    internal static string Of(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            using var normal = new MemoryStream();
            using (var writer = new Utf8JsonWriter(normal))
            {
                Write(writer, document.RootElement, isRoot: true);
            }

            return normal.Length == 2 && document.RootElement.ValueKind == JsonValueKind.Object ? string.Empty : Hex(normal.ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return body.Length == 0 ? string.Empty : Hex(body); // no JSON, or no valid Unicode
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, bool isRoot)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in element.EnumerateObject().Where(f => !isRoot || f.Value.ValueKind != JsonValueKind.Null).OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value, isRoot: false);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item, isRoot: false);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static byte[]? Kept(HttpRequest request) => request.HttpContext.Items[BodyKey] as byte[];

    private static string Hex(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
