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
        return body is null ? (null, problem) : (Fields(body, request), null);
    }

    /// <summary>Reads an optional body; an empty body is an empty object.</summary>
    public static async Task<(JsonFields? Fields, IResult? Problem)> ReadOptionalAsync(HttpRequest request, CancellationToken cancel)
    {
        var (body, problem) = IsAbsent(request) ? ("{}"u8.ToArray(), null) : await ReadBytesAsync(request, cancel, otherwise: "{}"u8.ToArray());
        return body is null ? (null, problem) : (Fields(body, request), null);
    }

    /// <summary>Whether the request says that it has no body.</summary>
    public static bool IsAbsent(HttpRequest request) => request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0);

    /// <summary>Reads a merge patch and applies it to <paramref name="current"/>; the result is read like a whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="current">Current values of the writable fields; serialized as the app's JSON.</param>
    /// <param name="answer">How an answer shows the thing now. Null: the result is a new thing, which has no read-only values yet.</param>
    /// <param name="cancel">Ends the call.</param>
    public static async Task<(JsonFields? Fields, IResult? Problem)> ReadPatchAsync(HttpRequest request, object current, object? answer, CancellationToken cancel)
    {
        var (body, problem) = await ReadBytesAsync(request, cancel);
        return body is null ? (null, problem) : (Patched(body, current, answer, request), null);
    }

    /// <summary>Reads the body, a JSON object, as bytes, for callers that parse it more than once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="otherwise">What an empty body means. Null: it is an error.</param>
    public static async Task<(byte[]? Body, IResult? Problem)> ReadBytesAsync(HttpRequest request, CancellationToken cancel, byte[]? otherwise = null)
    {
        var (body, problem) = await ReadWholeAsync(request, MaxLength, cancel);
        return body is null ? (null, problem) : body.Length == 0 && otherwise is not null ? (otherwise, null) : Checked(body);
    }

    /// <summary>Reads the body as it is, whatever its format.</summary>
    /// <param name="request">The request.</param>
    /// <param name="max">Upper bound, in bytes.</param>
    /// <param name="cancel">Ends the call.</param>
    public static async Task<(byte[]? Body, IResult? Problem)> ReadWholeAsync(HttpRequest request, int max, CancellationToken cancel)
    {
        if (request.ContentLength > max || await CopyAsync(request.Body, max, cancel) is not { } body)
        {
            return (null, Problem.TooLarge(max));
        }

        BodyHash.Keep(request, body);
        return (body, null);
    }

    private static (byte[]? Body, IResult? Problem) Checked(byte[] body)
    {
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
    /// <param name="body">The body.</param>
    /// <param name="request">The request that it belongs to. Null: a part of one, whose errors are reported apart.</param>
    public static JsonFields Fields(byte[] body, HttpRequest? request = null) => new(Parse(body), request is null ? null : FieldErrors.Of(request));

    /// <summary>The fields of a stored thing with a patch applied, which <see cref="ReadBytesAsync"/> read.</summary>
    public static JsonFields Patched(byte[] body, object current, object? answer, HttpRequest request)
    {
        using var patch = Parse(body);
        return new JsonFields(
            Parse(MergePatch.Apply(JsonSerializer.SerializeToElement(current, Json.Options), patch.RootElement)),
            FieldErrors.Of(request),
            answer is null ? null : JsonSerializer.SerializeToNode(answer, Json.Options)!.AsObject());
    }

    private static JsonDocument Parse(byte[] body) => JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });

    /// <returns>Null: the body is larger than <paramref name="max"/> bytes.</returns>
    private static async Task<byte[]?> CopyAsync(Stream body, int max, CancellationToken cancel)
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
