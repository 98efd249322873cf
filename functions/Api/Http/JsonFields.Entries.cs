using System.Text.Json;

namespace AgentSched.Api.Http;

/// <summary>Reads lists of objects.</summary>
internal sealed partial class JsonFields
{
    /// <summary>Reads an object like a body of its own; errors carry its name, for example <c>spec.cron</c>.</summary>
    /// <param name="name">The field.</param>
    /// <param name="read">Reads the object.</param>
    /// <returns>Null: it is absent or invalid.</returns>
    public T? Part<T>(string name, Func<JsonFields, T?> read)
        where T : class
    {
        if (!Take(name, JsonValueKind.Object, required: false, "an object", out var value))
        {
            return null;
        }

        using var part = new JsonFields(JsonDocument.Parse(value.GetRawText()));
        var result = read(part);
        part.Finish();
        Errors.AddAll(part.Errors, $"{name}.");
        return result;
    }

    /// <summary>Reads a list of objects, each like a body; errors carry the entry's index, for example <c>chain[2].on</c>.</summary>
    /// <param name="name">The field.</param>
    /// <param name="maxCount">Upper bound of entries.</param>
    /// <param name="read">Reads one entry.</param>
    /// <returns>The entries that are objects. Null: the list is absent or invalid.</returns>
    public IReadOnlyList<T>? Entries<T>(string name, int maxCount, Func<JsonFields, T> read)
    {
        if (!Take(name, JsonValueKind.Array, required: false, "a list of objects", out var value))
        {
            return null;
        }

        if (value.GetArrayLength() > maxCount)
        {
            Errors.Add(name, $"has {value.GetArrayLength()} entries; at most {maxCount} are allowed");
            return null;
        }

        var entries = new List<T>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            var place = $"{name}[{index}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                Errors.Add(place, $"is {Words(item.ValueKind)}, not an object");
                continue;
            }

            using var entry = new JsonFields(JsonDocument.Parse(item.GetRawText()));
            entries.Add(read(entry));
            entry.Finish();
            Errors.AddAll(entry.Errors, $"{place}.");
        }

        return entries;
    }
}
