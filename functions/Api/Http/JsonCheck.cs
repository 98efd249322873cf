using System.Text.Json;

namespace AgentSched.Api.Http;

/// <summary>
/// Finds what is JSON and yet no good: names and texts with half a surrogate pair, which neither .NET nor a store takes, and names that stand
/// twice in an object that is kept as it came.
/// </summary>
internal static class JsonCheck
{
    /// <summary>Whether the name of a field, at any depth, cannot be read.</summary>
    public static bool HasUnreadableName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => NameOf(property) is null || HasUnreadableName(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasUnreadableName),
        _ => false,
    };

    /// <summary>What is wrong inside an object that is kept as it came; null: nothing. Its names can be read.</summary>
    public static string? ProblemInside(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return IsReadable(value) ? null : "has a text that is not valid Unicode";
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
