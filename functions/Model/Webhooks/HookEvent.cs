using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentSched.Model.Webhooks;

/// <summary>An event that another system posts to a hook, in that system's own JSON.</summary>
internal static class HookEvent
{
    /// <summary>Upper bound of an event, in bytes.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Field of the context with the event.</summary>
    public const string Field = "event";

    /// <summary>The run's context: the schedule's own fields and the event, unchanged.</summary>
    /// <param name="own">The schedule's context, a JSON object. Null: none. A field <c>event</c> of its own gives way.</param>
    /// <param name="posted">The event.</param>
    public static string ContextOf(string? own, JsonElement posted)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) // so that strings keep their length
        {
            writer.WriteStartObject();
            using var fields = JsonDocument.Parse(own ?? "{}");
            foreach (var field in fields.RootElement.EnumerateObject().Where(field => field.Name != Field))
            {
                field.WriteTo(writer);
            }

            writer.WritePropertyName(Field);
            writer.WriteRawValue(posted.GetRawText());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The code in Event Grid's validation event: a list with one event whose <c>data</c> has a <c>validationCode</c>. Null: there is none.</summary>
    public static string? ValidationCodeOf(JsonElement posted) =>
        posted.ValueKind == JsonValueKind.Array && posted.GetArrayLength() == 1 && posted[0] is { ValueKind: JsonValueKind.Object } only
        && only.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("validationCode", out var code) && code.ValueKind == JsonValueKind.String
            ? code.GetString()
            : null;
}
