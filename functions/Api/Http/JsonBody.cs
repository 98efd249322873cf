using System.Text.Json;
using AgentSched.Base;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>Reads the body of a management request: a JSON object of bounded size, whatever its content type.</summary>
internal static class JsonBody
{
    /// <summary>Upper bound of a body, in bytes; leaves ample room for the longest message.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Reads the body. Exactly one of the two results is null.</summary>
    public static async Task<(JsonFields? Fields, IResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        var (body, problem) = await ReadBytesAsync(request, cancel);
        return body is null ? (null, problem) : (Fields(body), null);
    }

    /// <summary>Reads an optional body; an empty body is an empty object.</summary>
    public static async Task<(JsonFields? Fields, IResult? Problem)> ReadOptionalAsync(HttpRequest request, CancellationToken cancel) =>
        request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0)
            ? (Fields("{}"u8.ToArray()), null)
            : await ReadAsync(request, cancel);

    /// <summary>Reads a merge patch and applies it to <paramref name="current"/>; the result is read like a whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="current">Current values of the writable fields; serialized as the app's JSON.</param>
    /// <param name="cancel">Ends the call.</param>
    public static async Task<(JsonFields? Fields, IResult? Problem)> ReadPatchAsync(HttpRequest request, object current, CancellationToken cancel)
    {
        var (body, problem) = await ReadBytesAsync(request, cancel);
        return body is null ? (null, problem) : (Patched(body, current), null);
    }

    /// <summary>Reads the body, a JSON object, as bytes, for callers that parse it more than once.</summary>
    public static async Task<(byte[]? Body, IResult? Problem)> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MaxLength || await CopyAsync(request.Body, MaxLength, cancel) is not { } body)
        {
            return (null, Problem.TooLarge(MaxLength));
        }

        try
        {
            using var document = Parse(body);
            return document.RootElement.ValueKind != JsonValueKind.Object ? (null, Problem.BadJson($"the body is {JsonFields.Words(document.RootElement.ValueKind)}, not an object"))
                : JsonCheck.HasUnreadableName(document.RootElement) ? (null, Problem.BadJson("it has a field whose name is not valid Unicode"))
                : (body, null);
        }
        catch (JsonException e)
        {
            return (null, Problem.BadJson(body.Length == 0
                ? "the body is empty; send a JSON object"
                : $"it is invalid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
        }
    }

    /// <summary>The fields of a body that <see cref="ReadBytesAsync"/> read.</summary>
    public static JsonFields Fields(byte[] body) => new(Parse(body));

    /// <summary>The fields of a stored thing with a patch applied, which <see cref="ReadBytesAsync"/> read.</summary>
    public static JsonFields Patched(byte[] body, object current)
    {
        using var patch = Parse(body);
        return Fields(MergePatch.Apply(JsonSerializer.SerializeToElement(current, Json.Options), patch.RootElement));
    }

    private static JsonDocument Parse(byte[] body) => JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });

    /// <returns>Null: the body is larger than <paramref name="max"/> bytes.</returns>
    public static async Task<byte[]?> CopyAsync(Stream body, int max, CancellationToken cancel)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, cancel)) > 0;)
        {
            if (copy.Length + read > max)
            {
                return null;
            }

            copy.Write(buffer, 0, read);
        }

        return copy.ToArray();
    }
}
