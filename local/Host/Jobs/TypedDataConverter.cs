using System.Text.Json;
using AgentSched.Hosting.Protocol;
using Google.Protobuf;
using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AgentSched.Hosting.Jobs;

/// <summary>Converts between the values of the WebJobs SDK and those of the worker's protocol.</summary>
internal static class TypedDataConverter
{
    private static readonly JsonSerializerSettings Dates = new() { DateParseHandling = DateParseHandling.None };

    /// <summary>Converts to the protocol. Numbers and dates are sent as JSON: the worker rejects the protocol's integers.</summary>
    public static TypedData ToRpc(object? value) => value switch
    {
        null => new TypedData(),
        string text => new TypedData { String = text },
        byte[] bytes => new TypedData { Bytes = ByteString.CopyFrom(bytes) },
        JToken token => new TypedData { Json = token.ToString(Formatting.None) },
        ParameterBindingData data => new TypedData
        {
            ModelBindingData = new ModelBindingData { Version = data.Version, Source = data.Source, ContentType = data.ContentType, Content = ByteString.CopyFrom(data.Content) },
        },
        _ => new TypedData { Json = System.Text.Json.JsonSerializer.Serialize(value, JsonSerializerOptions.Web) },
    };

    public static object? FromRpc(TypedData? value) => value?.DataCase switch
    {
        TypedData.DataOneofCase.String => (object)value.String, // as an object: text converts to JToken without a cast
        TypedData.DataOneofCase.Json => JsonConvert.DeserializeObject<JToken>(value.Json, Dates),
        TypedData.DataOneofCase.Bytes => value.Bytes.ToByteArray(),
        _ => null,
    };

    /// <summary>A trigger's metadata: its plain values, without the trigger parameter itself.</summary>
    public static IEnumerable<KeyValuePair<string, TypedData>> Metadata(IReadOnlyDictionary<string, object> data, string trigger) =>
        from entry in data
        where !entry.Key.Equals(trigger, StringComparison.OrdinalIgnoreCase) && (entry.Value is string or JToken || entry.Value?.GetType().IsValueType == true)
        select KeyValuePair.Create(entry.Key, ToRpc(entry.Value));
}
