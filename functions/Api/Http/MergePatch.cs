using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentSched.Api.Http;

/// <summary>JSON merge patch (RFC 7396): what a patch does not name stays, null takes away, objects merge, all else is replaced.</summary>
internal static class MergePatch
{
    /// <summary>The patched object, as bytes of JSON.</summary>
    /// <remarks>
    /// At the top a null stays in place of the field, and a field that stands twice stays twice: so whoever reads the result as
    /// a request finds the same errors in it as in any other.
    /// </remarks>
    public static byte[] Apply(JsonElement target, JsonElement patch)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) // so that texts keep their length
        {
            Write(writer, target, patch, top: true);
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement? target, JsonElement patch, bool top)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            writer.WriteRawValue(patch.GetRawText()); // as it came: a text that cannot be read is told by field, by whoever reads the result
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
