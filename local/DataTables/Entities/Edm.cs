using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>How values look in OData JSON and in filters.</summary>
internal static class Edm
{
    /// <summary>UTC with all seven digits: the service keeps 100 ns.</summary>
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    public const int TimeLength = 28;

    private const string Annotation = "@odata.type";

    // Names of properties are few; entities are many. The bound keeps a table of arbitrary names from filling the memory.
    private const int MaxKnownNames = 4096;
    private static readonly ConcurrentDictionary<string, JsonEncodedText> Annotations = new(StringComparer.Ordinal);

    public static JsonEncodedText AnnotationOf(string name)
    {
        if (Annotations.TryGetValue(name, out var known))
        {
            return known;
        }

        var text = JsonEncodedText.Encode(name + Annotation);
        if (Annotations.Count < MaxKnownNames)
        {
            Annotations.TryAdd(name, text);
        }

        return text;
    }

    /// <summary>A time without a kind is taken as UTC, so that the machine's zone never changes what is stored.</summary>
    public static DateTime Utc(DateTime value) =>
        value.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(value, DateTimeKind.Utc) : value.ToUniversalTime();

    public static string Text(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "Infinity" : "-Infinity";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}
