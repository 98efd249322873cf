using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentSched.Api.Http;
using AgentSched.Model.Transfer;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Transfer;

/// <summary>Reads the body of an import: a list of schedules as JSON or YAML, or a crontab.</summary>
internal static class ImportBody
{
    /// <summary>Upper bound of a body, in bytes.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>Upper bound of schedules in one import.</summary>
    public const int MaxEntries = 1000;

    private const string Body = "body";
    private const int MaxErrors = 100;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the body. Exactly one of the two results is null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="format">The format that the request names. Null: YAML if the content type says so, otherwise JSON.</param>
    /// <param name="agent">The agent that a crontab's entries run.</param>
    /// <param name="zone">The zone of a crontab's entries that name none.</param>
    /// <param name="cancel">Ends the call.</param>
    public static async Task<(ImportFile? File, IResult? Problem)> ReadAsync(HttpRequest request, ImportFormat? format, string? agent, string? zone, CancellationToken cancel)
    {
        var type = MediaTypes.Of(request) ?? string.Empty;
        format ??= MediaTypes.IsYaml(type) ? ImportFormat.Yaml : ImportFormat.Json;
        var (body, problem) = await JsonBody.ReadWholeAsync(request, MaxLength, cancel);
        if (body is null)
        {
            return (null, problem);
        }

        if (TextOf(body) is not { } text)
        {
            return (null, Problem.Invalid(Body, "it is not valid UTF-8"));
        }

        if (format == ImportFormat.Json && type == MediaTypes.Text)
        {
            return (null, Named(text) is { } file ? Problem.Invalid(Body, file) : Problem.MediaType(request.ContentType, [MediaTypes.Json]));
        }

        if (format == ImportFormat.Crontab)
        {
            return FromCrontab(text, agent!, zone);
        }

        if (format == ImportFormat.Yaml)
        {
            if (YamlText.ToJson(text, out var wrong) is not { } json)
            {
                return (null, Problem.Invalid(Body, Named(text) ?? wrong!));
            }

            body = json;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return JsonCheck.HasUnreadableName(document.RootElement) ? (null, Problem.BadJson("it has a field whose name is not valid Unicode")) : Split(document.RootElement, text);
        }
        catch (JsonException e)
        {
            var at = $"it is invalid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return (null, Named(text) is { } named ? Problem.Invalid(Body, named) : Problem.BadJson($"{at}; YAML needs the content type application/yaml or ?format=yaml"));
        }
    }

    private static string? TextOf(byte[] body)
    {
        try
        {
            return Utf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>What a file of another scheduler is. Null: it is not known, or is too involved to tell.</summary>
    private static string? Named(string text)
    {
        try
        {
            return ForeignFile.Recognize(text) is { } what ? $"it is not a list of schedules; it looks like {what}" : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static (ImportFile? File, IResult? Problem) Split(JsonElement root, string text)
    {
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() is 0 or > MaxEntries)
        {
            return (null, Problem.Invalid(Body, root.ValueKind != JsonValueKind.Array
                ? Named(text) ?? $"is {JsonFields.Words(root.ValueKind)}, not a list of schedules{NearestWay(root)}"
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

        var isForeign = errors.Any || !root.EnumerateArray().Any(IsOurs);
        if (isForeign && Named(text) is { } named)
        {
            errors.Add(Body, named);
        }

        return errors.Any ? (null, Problem.Invalid(errors)) : (new ImportFile([.. root.EnumerateArray().Index().Select(e => ($"[{e.Index}]", Encoding.UTF8.GetBytes(e.Item.GetRawText())))], [], errors), null);
    }

    private static bool IsOurs(JsonElement entry) => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("agent", out _) && entry.TryGetProperty("message", out _);

    /// <summary>What to send instead of a document that is no list, as the end of a sentence.</summary>
    private static string NearestWay(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return string.Empty;
        }

        if (IsOurs(root))
        {
            return "; send it in a list, as in [{…}]";
        }

        var list = root.EnumerateObject().FirstOrDefault(field => field.Value.ValueKind == JsonValueKind.Array && field.Value.EnumerateArray().Any(entry => entry.ValueKind == JsonValueKind.Object));
        return list.Value.ValueKind == JsonValueKind.Undefined ? string.Empty
            : list.Value.EnumerateArray().Any(IsOurs) ? $"; send the list in its field \"{list.Name}\" alone (GET /api/schedules/export answers all schedules as one list)"
            : $"; it looks like a file of another scheduler, whose list is \"{(list.Name.Length <= 60 ? list.Name : list.Name[..60] + "…")}\": write each entry as a schedule (agent, name, cron, zone, message) of one list";
    }

    private static (ImportFile? File, IResult? Problem) FromCrontab(string text, string agent, string? zone)
    {
        var crontab = Crontab.Parse(text);
        if (crontab.Entries.Count > MaxEntries)
        {
            return (null, Problem.Invalid(Body, $"has {crontab.Entries.Count} entries; 1–{MaxEntries} are allowed"));
        }

        if (!text.Split('\n').Any(Crontab.IsEntry))
        {
            return (null, Problem.Invalid(Body, Named(text) ?? "has no entry of a crontab: minute, hour, day of month, month, day of week and a command"));
        }

        var errors = new FieldErrors();
        foreach (var error in crontab.Errors.Take(MaxErrors))
        {
            errors.Add($"line {error.Line}", error.Text);
        }

        if (crontab.Errors.Count > MaxErrors)
        {
            errors.Add(Body, $"has {crontab.Errors.Count} lines that are no entries; the first {MaxErrors} are listed");
        }

        var notes = crontab.Notes.ToList();
        if (zone is null && crontab.Entries.FirstOrDefault(entry => entry.Zone is null) is { } first)
        {
            notes.Add(new CrontabNote(first.Line, "its times, and those of other entries without CRON_TZ, are read in zone UTC, because a crontab does not name the zone of its machine; send ?zone=Europe/Berlin, for example, for another"));
        }

        return (new ImportFile([.. crontab.Entries.Select(entry => ($"line {entry.Line}", JsonSerializer.SerializeToUtf8Bytes(Fields(entry, agent, zone ?? "UTC"))))], notes, errors), null);
    }

    private static JsonObject Fields(CrontabEntry entry, string agent, string zone)
    {
        var fields = new JsonObject { ["agent"] = agent, ["name"] = entry.Name, ["cron"] = entry.Cron, ["zone"] = entry.Zone ?? zone, ["message"] = entry.Command, ["description"] = entry.Description };
        if (entry.EitherDay)
        {
            fields["dayMatch"] = "or";
        }

        return fields;
    }
}
