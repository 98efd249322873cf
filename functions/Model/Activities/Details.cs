using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AgentSched.Base;

namespace AgentSched.Model.Activities;

/// <summary>Creates the details of entries: small JSON objects.</summary>
internal static class Details
{
    private const int MaxText = 200;

    private static readonly JsonSerializerOptions WithoutNulls = new(Json.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Of(object details) => JsonSerializer.Serialize(details, WithoutNulls);

    /// <summary>Truncates a sentence; the run or schedule that the entry refers to holds the full text.</summary>
    public static string? Short(string? text) => text?.Length > MaxText ? text[..(char.IsHighSurrogate(text[MaxText - 2]) ? MaxText - 2 : MaxText - 1)] + "…" : text;

    /// <summary>Names of the fields that differ. Values are left out: they may be long or confidential.</summary>
    public static IReadOnlyList<string> Changed(object before, object after)
    {
        var (was, now) = (Fields(before), Fields(after));
        return [.. was.Where(field => !JsonNode.DeepEquals(field.Value, now[field.Key])).Select(field => field.Key)];
    }

    private static JsonObject Fields(object value) => JsonSerializer.SerializeToNode(value, Json.Options)!.AsObject();
}
