using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>One string per name and page: a page of 1,000 entities repeats the same few names.</summary>
internal sealed class PropertyNames
{
    private const int MaxNameLength = 512; // 255 and the longest annotation, with room for escapes

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Get(ref Utf8JsonReader json)
    {
        if (json.ValueSpan.Length > MaxNameLength)
        {
            return json.GetString()!;
        }

        Span<char> text = stackalloc char[MaxNameLength];
        text = text[..json.CopyString(text)];
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out var name))
        {
            return name;
        }

        name = text.ToString();
        _known.Add(name);
        return name;
    }
}
