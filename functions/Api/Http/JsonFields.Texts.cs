using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AgentSched.Api.Http;

/// <content>Reads strings and objects.</content>
internal sealed partial class JsonFields
{
    /// <param name="name">The field.</param>
    /// <param name="required">Whether its absence is an error.</param>
    /// <param name="max">Upper bound of characters (UTF-16 units, as .NET and JavaScript count them).</param>
    /// <param name="pattern">Pattern that the text must match.</param>
    /// <param name="shape">The pattern in words, for the error.</param>
    public string? Text(string name, bool required = false, int max = int.MaxValue, Regex? pattern = null, string? shape = null)
    {
        if (!Take(name, JsonValueKind.String, required, "a string", out var value))
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

    public IReadOnlyList<string>? Texts(string name, int maxCount, int maxLength)
    {
        if (!Take(name, JsonValueKind.Array, required: false, "a list of strings", out var value))
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
                Errors.Add(itemName, $"is {Words(item.ValueKind)}, not a string");
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

    /// <summary>Reads a JSON object as raw text.</summary>
    /// <param name="name">The field.</param>
    /// <param name="max">Upper bound of characters.</param>
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

    /// <summary>Decodes a JSON string. An unpaired surrogate, which storage does not accept, or U+0000 is an error of the field.</summary>
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

    /// <summary>Whether a value is the one that an answer shows; an instant may be written in another offset.</summary>
    private static bool IsSame(JsonElement value, JsonNode? shown) =>
        JsonNode.DeepEquals(JsonNode.Parse(value.GetRawText()), shown)
        || (value.ValueKind == JsonValueKind.String && shown?.GetValueKind() == JsonValueKind.String && InstantOf(value.GetRawText().Trim('"')) is { } instant && instant == InstantOf((string?)shown));

    private static DateTimeOffset? InstantOf(string? text) =>
        text is not null && InstantShape().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
