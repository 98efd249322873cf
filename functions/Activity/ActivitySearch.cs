using System.Globalization;
using System.Text.Json;
using AgentSched.Http;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Activities;

/// <summary>Which entries a list shall hold; always newest first.</summary>
/// <param name="Types">Only these; empty: all.</param>
/// <param name="From">Not before this, included. Null: from the beginning.</param>
/// <param name="To">Before this, not included. Null: to the end.</param>
internal sealed record ActivitySearch(IReadOnlyList<ActivityType> Types, DateTimeOffset? From, DateTimeOffset? To)
{
    private static readonly Dictionary<string, ActivityType> Words =
        Enum.GetValues<ActivityType>().ToDictionary(type => JsonNamingPolicy.CamelCase.ConvertName(type.ToString()), StringComparer.Ordinal);

    /// <summary>Reads <c>?type=runFailed,runMissed&amp;from=&amp;to=</c>.</summary>
    public static ActivitySearch Read(HttpRequest request, FieldErrors errors)
    {
        var (from, to) = (Instant(request, "from", errors), Instant(request, "to", errors));
        if (to <= from)
        {
            errors.Add("to", "must be later than from");
        }

        var types = new List<ActivityType>();
        foreach (var word in request.Query["type"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Words.TryGetValue(word, out var type))
            {
                types.Add(type);
            }
            else
            {
                errors.Add("type", $"\"{word}\" is not one of {string.Join(", ", Words.Keys)}");
            }
        }

        return new ActivitySearch(types, from, to);
    }

    public bool Matches(ActivityEntry entry) => (Types.Count == 0 || Types.Contains(entry.Type)) && !(entry.At < From) && !(entry.At >= To);

    private static DateTimeOffset? Instant(HttpRequest request, string name, FieldErrors errors)
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
}
