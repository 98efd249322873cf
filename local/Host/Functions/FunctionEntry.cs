using System.Text.Json;
using AgentSched.Hosting.Protocol;

namespace AgentSched.Hosting.Functions;

/// <summary>A function as the worker describes it.</summary>
internal sealed class FunctionEntry
{
    public FunctionEntry(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        Bindings = [.. metadata.RawBindings.Select(Binding.Parse)];
        Trigger = Bindings.FirstOrDefault(binding => binding.Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
        DurableClients = [.. Bindings.Where(binding => binding.Is("durableClient")).Select(binding => binding.Name)];
    }

    public RpcFunctionMetadata Metadata { get; }

    public string Name => Metadata.Name;

    public string Id => Metadata.FunctionId;

    public IReadOnlyList<Binding> Bindings { get; }

    /// <summary>Null in a function that is refused.</summary>
    public Binding? Trigger { get; }

    /// <summary>Names of the parameters that take a durable client.</summary>
    public IReadOnlyList<string> DurableClients { get; }

    public bool Is(string trigger) => Trigger?.Is(trigger) == true;
}

/// <summary>One binding of a function: its name, its type and the JSON that it was described by.</summary>
internal sealed record Binding(string Name, string Type, JsonElement Json)
{
    public static Binding Parse(string raw)
    {
        var json = JsonElement.Parse(raw);
        return new Binding(Text(json, "name") ?? string.Empty, Text(json, "type") ?? string.Empty, json);
    }

    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a text property; null when it is missing or empty.</summary>
    public string? Text(string property) => Text(Json, property) is { Length: > 0 } text ? text : null;

    public bool Flag(string property, bool fallback) =>
        Json.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : fallback;

    public IReadOnlyList<string> Texts(string property) => Json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : [];

    private static string? Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
