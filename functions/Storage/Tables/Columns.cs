using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using Azure.Data.Tables;

namespace AgentSched.Storage.Tables;

/// <summary>Typed reads of a row's columns. A missing required column throws an error that names the column and the row.</summary>
internal static class Columns
{
    private const int LongTextPart = 32_000; // characters; a property has at most 64 KiB in UTF-16
    private const int LongTextParts = 3;

    public static string Text(this TableEntity row, string name) => row.GetString(name) ?? throw Missing(row, name);

    public static int Int(this TableEntity row, string name) => row.GetInt32(name) ?? throw Missing(row, name);

    public static long Long(this TableEntity row, string name) => row.GetInt64(name) ?? 0;

    public static bool Flag(this TableEntity row, string name) => row.GetBoolean(name) ?? false;

    public static DateTimeOffset Time(this TableEntity row, string name) => row.GetDateTimeOffset(name) ?? throw Missing(row, name);

    /// <summary>Durations are stored in milliseconds, so that the portal's table view can filter and sort them.</summary>
    public static TimeSpan? Duration(this TableEntity row, string name) =>
        row.GetInt64(name) is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    /// <summary>Money is stored as text: a double would lose cents in long sums.</summary>
    public static decimal? Usd(this TableEntity row, string name) =>
        row.GetString(name) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    public static T Word<T>(this TableEntity row, string name)
        where T : struct, Enum => Enum.Parse<T>(row.Text(name));

    /// <summary>An enum word, or <paramref name="otherwise"/> in older rows without the column.</summary>
    public static T Word<T>(this TableEntity row, string name, T otherwise)
        where T : struct, Enum => row.GetString(name) is { } word ? Enum.Parse<T>(word) : otherwise;

    public static ImmutableArray<RunId> RunIds(this TableEntity row, string name) =>
        [.. (row.GetString(name) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(RunId.Parse)];

    /// <summary>A text of several columns: <c>Context</c>, <c>Context2</c> and so on, each within the 64 KiB of a property.</summary>
    public static string? LongText(this TableEntity row, string name)
    {
        var text = row.GetString(name);
        for (var part = 2; row.GetString($"{name}{part}") is { } more; part++)
        {
            text += more;
        }

        return text;
    }

    /// <summary>Writes a text of at most <see cref="LongTextParts"/> columns. The columns that it does not need are cleared.</summary>
    public static void SetLongText(this TableEntity row, string name, string? text)
    {
        for (var part = 1; part <= LongTextParts; part++)
        {
            var start = (part - 1) * LongTextPart;
            row[part == 1 ? name : $"{name}{part}"] = text is null || (start >= text.Length && part > 1) ? null : text.Substring(start, Math.Min(LongTextPart, text.Length - start));
        }
    }

    public static string[] List(this TableEntity row, string name) =>
        row.GetString(name) is { Length: > 0 } json ? JsonSerializer.Deserialize<string[]>(json)! : [];

    /// <summary>The registration of an agent that a row names. Rows of agents from before ids existed have no <c>AgentId</c>.</summary>
    public static AgentKey AgentKey(this TableEntity row) => row.AgentKey(row.Text("Tenant"));

    /// <summary>As above, in a partition that belongs to one tenant.</summary>
    public static AgentKey AgentKey(this TableEntity row, string tenant) => new(tenant, row.Text("Agent"), row.GetString("AgentId") ?? string.Empty);

    /// <summary>An empty text takes no column.</summary>
    public static string? OrNull(this string text) => text.Length == 0 ? null : text;

    public static string? ToColumn(this IReadOnlyCollection<string>? list) => list is { Count: > 0 } ? JsonSerializer.Serialize(list) : null;

    public static long? ToColumn(this TimeSpan? duration) => duration is { } d ? (long)d.TotalMilliseconds : null;

    public static string? ToColumn(this decimal? usd) => usd?.ToString(CultureInfo.InvariantCulture);

    private static InvalidDataException Missing(TableEntity row, string name) =>
        new($"row \"{row.PartitionKey}\"/\"{row.RowKey}\" has no column {name}");
}
