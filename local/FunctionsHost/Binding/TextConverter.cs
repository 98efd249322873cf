using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Binding;

/// <summary>Text of a trigger to the type of a parameter: text, Guid, time, else JSON read ignoring case.</summary>
internal static class TextConverter
{
    public static JsonSerializerOptions Json { get; } = new() { PropertyNameCaseInsensitive = true };

    public static object? Convert(string text, Type type, string parameter)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (target == typeof(string) || target == typeof(object))
        {
            return text;
        }

        if (target == typeof(Guid) && Guid.TryParse(text, out var id))
        {
            return id;
        }

        if (target == typeof(DateTimeOffset) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant))
        {
            return instant;
        }

        if (target == typeof(DateTime) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
        {
            return time;
        }

        if (target == typeof(byte[]))
        {
            return System.Text.Encoding.UTF8.GetBytes(text);
        }

        try
        {
            return JsonSerializer.Deserialize(text, type, Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FunctionInputConverterException($"Cannot turn the input of parameter '{parameter}' into {type}: {e.Message}", e);
        }
    }

    /// <summary>A parameter that takes its value from the trigger's data by its own name.</summary>
    public static ArgumentBinder Named(ParameterInfo parameter)
    {
        var (name, type) = (parameter.Name!, parameter.ParameterType);
        var fallback = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        var mayMiss = parameter.HasDefaultValue || !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        if (fallback is null && parameter.HasDefaultValue && type.IsValueType && Nullable.GetUnderlyingType(type) is null)
        {
            fallback = Activator.CreateInstance(type);
        }

        return call => new(FromData(call.Trigger.Data, name, type, mayMiss, fallback));
    }

    private static object? FromData(IReadOnlyDictionary<string, object?> data, string name, Type type, bool mayMiss, object? fallback)
    {
        if (!data.TryGetValue(name, out var value) || value is null)
        {
            return mayMiss
                ? fallback
                : throw new FunctionInputConverterException($"Could not populate the value for '{name}' parameter: the trigger has no such value, and the parameter is neither nullable nor has a default.");
        }

        return type.IsInstanceOfType(value) ? value : Convert(value as string ?? JsonSerializer.Serialize(value), type, name);
    }
}
