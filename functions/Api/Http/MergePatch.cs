using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentSched.Api.Http;

/// <summary>JSON merge patch (RFC 7396): absent fields stay, null removes a field, objects merge, everything else is replaced.</summary>
internal static class MergePatch
{
    /// <summary>The patched object, as bytes of JSON.</summary>
    /// <remarks>
    /// At the top level, null stays in place of the field and duplicate fields stay: a reader of the result finds the same errors as in any other
    /// request.
    /// </remarks>
    public static byte[] Apply(JsonElement target, JsonElement patch)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) // so that strings keep their length
        {
            Write(writer, target, patch, top: true);
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement? target, JsonElement patch, bool top)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            writer.WriteRawValue(patch.GetRawText()); // unchanged: the reader of the result reports an invalid string by field
            return;
        }

        writer.WriteStartObject();
        var before = target is { ValueKind: JsonValueKind.Object } t ? t : (JsonElement?)null;
        foreach (var property in before?.EnumerateObject() ?? default)
        {
            if (!patch.TryGetProperty(property.Name, out _))
            {
                property.WriteTo(writer);
            }
        }

        foreach (var property in patch.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null && !top)
            {
                continue;
            }

            writer.WritePropertyName(property.Name);
            var was = before is { } b && b.TryGetProperty(property.Name, out var value) ? value : (JsonElement?)null;
            Write(writer, was, property.Value, top: false);
        }

        writer.WriteEndObject();
    }
}
