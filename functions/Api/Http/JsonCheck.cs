using System.Text.Json;

namespace AgentSched.Api.Http;

/// <summary>
/// Finds JSON that parses but cannot be stored: names and strings with an unpaired surrogate, which neither .NET nor storage accepts, and duplicate
/// names in an object that is stored as sent.
/// </summary>
internal static class JsonCheck
{
    /// <summary>Whether a field's name, at any depth, is not valid Unicode.</summary>
    public static bool HasUnreadableName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => NameOf(property) is null || HasUnreadableName(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasUnreadableName),
        _ => false,
    };

    /// <summary>The problem inside an object that is stored as sent. Null: none. All names must be valid Unicode.</summary>
    public static string? ProblemInside(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return IsReadable(value) ? null : "has a string that is not valid Unicode";
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(ProblemInside).FirstOrDefault(problem => problem is not null);
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in value.EnumerateObject())
                {
                    if (!names.Add(property.Name))
                    {
                        return $"has \"{property.Name}\" twice in one object";
                    }

                    if (ProblemInside(property.Value) is { } problem)
                    {
                        return problem;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsReadable(JsonElement text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
