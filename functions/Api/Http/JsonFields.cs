using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>
/// Reads the fields of a JSON object and collects all that is wrong with them. Call a reader for every field that the request
/// may have, then <see cref="Finish"/>: what nobody read is an unknown field. A field that is null counts as absent.
/// </summary>
internal sealed partial class JsonFields : IDisposable
{
    private readonly JsonDocument _document;
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public JsonFields(JsonDocument document)
    {
        _document = document;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!_unread.TryAdd(property.Name, property.Value))
            {
                Errors.Add(property.Name, "stands twice in the body");
            }
        }
    }

    public FieldErrors Errors { get; } = new();

    /// <param name="name">The field.</param>
    /// <param name="required">Whether its absence is an error.</param>
    /// <param name="max">Most characters (UTF-16 units, as .NET and JavaScript count them).</param>
    /// <param name="pattern">What the text must look like.</param>
    /// <param name="shape">The same in words.</param>
    public string? Text(string name, bool required = false, int max = int.MaxValue, Regex? pattern = null, string? shape = null)
    {
        if (!Take(name, JsonValueKind.String, required, "a text", out var value))
        {
            return null;
        }

        var text = Decode(name, value);
        if (text is null)
        {
            return null;
        }

        if (text.Length > max)
        {
            Errors.Add(name, $"has {text.Length} characters; at most {max} are allowed");
        }
        else if (required && string.IsNullOrWhiteSpace(text))
        {
            Errors.Add(name, "must not be empty");
        }
        else if (pattern is not null && !pattern.IsMatch(text))
        {
            Errors.Add(name, $"\"{Shorten(text)}\" is not {shape}");
        }

        return text;
    }

    public int? Whole(string name, int min, int max)
    {
        if (!Take(name, JsonValueKind.Number, required: false, "a whole number", out var value))
        {
            return null;
        }

        if (value.TryGetInt32(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Errors.Add(name, $"{Shorten(value.GetRawText())} is outside {min}–{max} (whole numbers)");
        return null;
    }

    public bool? Flag(string name)
    {
        if (_unread.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            Known(name);
            return value.GetBoolean();
        }

        Take(name, JsonValueKind.True, required: false, "true or false", out _);
        return null;
    }

    /// <summary>An ISO 8601 duration, for example <c>PT10M</c>.</summary>
    public TimeSpan? Duration(string name, TimeSpan min, TimeSpan max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        try
        {
            var duration = XmlConvert.ToTimeSpan(text);
            if (duration >= min && duration <= max)
            {
                return duration;
            }

            Errors.Add(name, $"{text} is outside {XmlConvert.ToString(min)}–{XmlConvert.ToString(max)}");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            Errors.Add(name, $"\"{Shorten(text)}\" is not an ISO 8601 duration such as PT10M");
        }

        return null;
    }

    /// <summary>An instant with an offset, for example <c>2026-03-29T01:00:00Z</c>; in UTC, fractions of a second cut off.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (InstantShape().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
        {
            return DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
        }

        Errors.Add(name, $"\"{Shorten(text)}\" is not an instant such as 2026-03-29T01:00:00Z");
        return null;
    }

    /// <summary>A local time without an offset, for example <c>2026-03-29T17:00</c>; whole seconds.</summary>
    public DateTime? LocalTime(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year is > 1 and < 9999)
        {
            return local;
        }

        Errors.Add(name, $"\"{Shorten(text)}\" is not a local time such as 2026-03-29T17:00 (no offset; the zone says which clock)");
        return null;
    }

    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var word in Enum.GetValues<T>())
        {
            if (text == JsonNamingPolicy.CamelCase.ConvertName(word.ToString()))
            {
                return word;
            }
        }

        Errors.Add(name, $"\"{Shorten(text)}\" is not one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}");
        return null;
    }

    public IReadOnlyList<string>? Texts(string name, int maxCount, int maxLength)
    {
        if (!Take(name, JsonValueKind.Array, required: false, "a list of texts", out var value))
        {
            return null;
        }

        if (value.GetArrayLength() > maxCount)
        {
            Errors.Add(name, $"has {value.GetArrayLength()} entries; at most {maxCount} are allowed");
            return null;
        }

        var list = new List<string>();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var itemName = $"{name}[{index++}]";
            if (item.ValueKind != JsonValueKind.String)
            {
                Errors.Add(itemName, $"is {Words(item.ValueKind)}, not a text");
            }
            else if (Decode(itemName, item) is { } text)
            {
                if (text.Length == 0 || text.Length > maxLength)
                {
                    Errors.Add(itemName, $"has {text.Length} characters; 1–{maxLength} are allowed");
                }

                list.Add(text);
            }
        }

        return list;
    }

    /// <summary>Fields that answers have and requests may repeat: who sends back what it read is not told off.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _unread.Remove(name);
        }
    }

    /// <summary>A JSON object, as it was written.</summary>
    /// <param name="name">The field.</param>
    /// <param name="max">Most characters.</param>
    public string? Object(string name, int max)
    {
        if (!Take(name, JsonValueKind.Object, required: false, "an object", out var value))
        {
            return null;
        }

        var text = value.GetRawText();
        if (text.Length > max)
        {
            Errors.Add(name, $"has {text.Length} characters; at most {max} are allowed");
        }
        else if (JsonCheck.ProblemInside(value) is { } problem)
        {
            Errors.Add(name, problem);
        }

        return text;
    }

    /// <summary>Money in USD: 0 or more, at most 6 decimals.</summary>
    public decimal? Usd(string name, decimal max)
    {
        if (!Take(name, JsonValueKind.Number, required: false, "a number", out var value))
        {
            return null;
        }

        if (value.TryGetDecimal(out var usd) && usd >= 0 && usd <= max && decimal.Round(usd, 6) == usd)
        {
            return usd;
        }

        Errors.Add(name, $"{Shorten(value.GetRawText())} is outside 0–{max.ToString(CultureInfo.InvariantCulture)} USD, or has more than 6 decimals");
        return null;
    }

    /// <summary>Reports the fields that nobody asked for.</summary>
    /// <returns>The problem to answer, or null where all is well.</returns>
    public IResult? Finish()
    {
        foreach (var name in _unread.Keys)
        {
            Errors.Add(name, $"is not a field here; known are {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }

        _unread.Clear();
        return Errors.Any ? Problem.Invalid(Errors) : null;
    }

    public void Dispose() => _document.Dispose();

    private bool Take(string name, JsonValueKind kind, bool required, string expected, out JsonElement value)
    {
        var there = _unread.TryGetValue(name, out value);
        Known(name);
        if (!there || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
            {
                Errors.Add(name, "is required");
            }

            return false;
        }

        if (value.ValueKind == kind)
        {
            return true;
        }

        Errors.Add(name, $"is {Words(value.ValueKind)}, not {expected}");
        return false;
    }

    private void Known(string name)
    {
        _unread.Remove(name);
        _known.Add(name);
    }

    /// <summary>A JSON text may hold half a surrogate pair, which no store takes: an error of the field, not of ours.</summary>
    private string? Decode(string name, JsonElement value)
    {
        try
        {
            var text = value.GetString()!;
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return text;
            }

            Errors.Add(name, "contains the character U+0000");
        }
        catch (InvalidOperationException)
        {
            Errors.Add(name, "is not valid Unicode");
        }

        return null;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex InstantShape();

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    public static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
