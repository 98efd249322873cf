using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentSched.Api.Http;

/// <content>Texts and objects.</content>
internal sealed partial class JsonFields
{
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

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
