using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>
/// Reads the fields of a JSON object and collects all errors. Call a reader for every field that the request may have, then <see cref="Finish"/>,
/// which reports all other fields as unknown. A field that is null counts as absent.
/// </summary>
internal sealed partial class JsonFields : IDisposable
{
    private readonly JsonDocument _document;
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly JsonObject? _answer;

    /// <param name="document">The object to read.</param>
    /// <param name="errors">Errors that the request has already. Null: none.</param>
    /// <param name="answer">Of a patched thing: how an answer shows it now, for <see cref="ReadOnly"/>. Null: the document is no patched thing.</param>
    public JsonFields(JsonDocument document, FieldErrors? errors = null, JsonObject? answer = null)
    {
        (_document, _answer, Errors) = (document, answer, errors ?? new FieldErrors());
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!_unread.TryAdd(property.Name, property.Value))
            {
                Errors.Add(property.Name, "appears twice in the body");
            }
        }
    }

    public FieldErrors Errors { get; }

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

    /// <summary>An instant with an offset, for example <c>2026-03-29T01:00:00Z</c>; in UTC, fractions of a second truncated.</summary>
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

        Errors.Add(name, $"\"{Shorten(text)}\" is not a local time such as 2026-03-29T17:00 (no offset; it is a time in the zone)");
        return null;
    }

    public T? Word<T>(string name)
        where T : struct, Enum => Text(name) is { } text ? Word<T>(name, text) : null;

    /// <summary>Reads a list of words.</summary>
    public IReadOnlyList<T>? Words<T>(string name)
        where T : struct, Enum =>
        Texts(name, maxCount: 20, maxLength: 100) is { } texts ? [.. texts.Select((text, i) => text.Length > 0 ? Word<T>($"{name}[{i}]", text) : null).OfType<T>()] : null;

    /// <summary>
    /// Passes over fields that only answers have, so that a caller can send back what it read. A patch names what it changes: there, a read-only field with another value is an error.
    /// </summary>
    public void ReadOnly(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_unread.Remove(name, out var value) && _answer is not null && !IsSame(value, _answer[name]))
            {
                Errors.Add(name, $"is read-only and is {Shorten(_answer[name]?.ToJsonString() ?? "null")}; leave it out");
            }
        }
    }

    /// <summary>Reads a field that names what is already settled, by the path for example; any other value is an error.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The only value that it may have.</param>
    public void Fixed(string name, string value)
    {
        if (Text(name) is { } text && text != value)
        {
            Errors.Add(name, $"is \"{value}\" and cannot be changed here, not \"{Shorten(text)}\"; leave it out");
        }
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

    /// <summary>Reports fields that no reader asked for as unknown.</summary>
    /// <returns>The problem to answer. Null: no errors.</returns>
    public IResult? Finish()
    {
        foreach (var name in _unread.Keys)
        {
            Errors.Add(name, _known.Count == 0 ? "is not a known field; this request takes no body" : $"is not a known field; known fields are {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }

        _unread.Clear();
        return Errors.Any ? Problem.Invalid(Errors) : null;
    }

    public void Dispose() => _document.Dispose();

    private T? Word<T>(string name, string text)
        where T : struct, Enum
    {
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

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex InstantShape();

    public static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
