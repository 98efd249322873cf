using System.Text;
using System.Text.Json;
using AgentSched.Api.Http;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Transfer;

/// <summary>Reads the body of an import: a list of schedules, as JSON or (by its content type) as YAML.</summary>
internal static class ImportBody
{
    /// <summary>Upper bound of a body, in bytes.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>Upper bound of schedules in one import.</summary>
    public const int MaxEntries = 1000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>One JSON object per entry, as bytes. Exactly one of the two results is null.</returns>
    public static async Task<(IReadOnlyList<byte[]>? Entries, IResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MaxLength || await JsonBody.CopyAsync(request.Body, MaxLength, cancel) is not { } body)
        {
            return (null, Problem.TooLarge(MaxLength));
        }

        if (request.ContentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) == true)
        {
            var (json, wrong) = FromYaml(body);
            if (json is null)
            {
                return (null, Problem.Invalid("body", wrong!));
            }

            body = json;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return JsonCheck.HasUnreadableName(document.RootElement) ? (null, Problem.BadJson("it has a field whose name is not valid Unicode")) : Split(document.RootElement);
        }
        catch (JsonException e)
        {
            return (null, Problem.BadJson($"it is invalid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}; YAML needs the content type application/yaml"));
        }
    }

    private static (byte[]? Json, string? Wrong) FromYaml(byte[] body)
    {
        try
        {
            var json = YamlText.ToJson(Utf8.GetString(body), out var wrong);
            return (json, wrong);
        }
        catch (DecoderFallbackException)
        {
            return (null, "it is not valid UTF-8");
        }
    }

    private static (IReadOnlyList<byte[]>? Entries, IResult? Problem) Split(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() is 0 or > MaxEntries)
        {
            return (null, Problem.Invalid("body", root.ValueKind != JsonValueKind.Array
                ? $"is {JsonFields.Words(root.ValueKind)}, not a list of schedules"
                : $"has {root.GetArrayLength()} entries; 1–{MaxEntries} are allowed"));
        }

        var errors = new FieldErrors();
        foreach (var (index, entry) in root.EnumerateArray().Index())
        {
            if (entry.ValueKind != JsonValueKind.Object)
            {
                errors.Add($"[{index}]", $"is {JsonFields.Words(entry.ValueKind)}, not a schedule");
            }
        }

        return errors.Any ? (null, Problem.Invalid(errors)) : ([.. root.EnumerateArray().Select(entry => Encoding.UTF8.GetBytes(entry.GetRawText()))], null);
    }
}
