using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>Reads query parameters; adds an error for each invalid one.</summary>
internal static class QueryFields
{
    /// <summary>A value that is not empty. Null: there is none; one that is given twice was refused before (<c>Door/Inputs</c>).</summary>
    public static string? One(this HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } text] ? text : null;

    /// <summary>An instant such as <c>2026-03-29T01:00:00Z</c>; without an offset it is UTC. Null: absent or invalid.</summary>
    public static DateTimeOffset? Instant(this HttpRequest request, string name, FieldErrors errors)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year is > 1970 and < 5000)
        {
            return instant.ToUniversalTime();
        }

        errors.Add(name, $"\"{text}\" is not an instant such as 2026-03-29T01:00:00Z");
        return null;
    }

    /// <summary>Reads <c>from</c> and <c>to</c>; <c>to</c> must be later.</summary>
    public static (DateTimeOffset? From, DateTimeOffset? To) Range(this HttpRequest request, FieldErrors errors)
    {
        var (from, to) = (request.Instant("from", errors), request.Instant("to", errors));
        if (to <= from)
        {
            errors.Add("to", "must be later than from");
        }

        return (from, to);
    }

    /// <summary>Reads comma-separated words of an enumeration; the values of a repeated parameter are combined.</summary>
    public static List<T> Words<T>(this HttpRequest request, string name, FieldErrors errors)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()), StringComparer.Ordinal);
        var found = new List<T>();
        foreach (var word in request.Query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (known.TryGetValue(word, out var value))
            {
                found.Add(value);
            }
            else
            {
                errors.Add(name, $"\"{word}\" is not one of {string.Join(", ", known.Keys)}");
            }
        }

        return found;
    }
}
