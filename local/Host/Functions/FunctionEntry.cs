using System.Text.Json;
using AgentSched.Hosting.Protocol;

namespace AgentSched.Hosting.Functions;

/// <summary>A function as the worker describes it.</summary>
internal sealed class FunctionEntry(RpcFunctionMetadata metadata)
{
    public RpcFunctionMetadata Metadata => metadata;

    public string Name => metadata.Name;

    public IReadOnlyList<Binding> Bindings { get; } = [.. metadata.RawBindings.Select(raw => new Binding(JsonElement.Parse(raw)))];

    /// <summary>Null in a function that is refused.</summary>
    public Binding? Trigger => Bindings.FirstOrDefault(binding => binding.IsTrigger);

    public bool Is(string trigger) => Trigger?.Is(trigger) == true;
}

/// <summary>One binding of a function, described by its JSON.</summary>
internal sealed record Binding(JsonElement Json)
{
    public string Name => Text("name") ?? string.Empty;

    public string Type => Text("type") ?? string.Empty;

    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a text property; null when it is missing or empty.</summary>
    public string? Text(string property) =>
        Json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public bool Flag(string property, bool fallback) =>
        Json.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : fallback;

    public IReadOnlyList<string> Texts(string property) => Json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : [];
}
