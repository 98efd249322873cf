using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentSched.Model.Runs;
using Azure.Data.Tables;

namespace AgentSched.Storage.Tables;

/// <summary>Typed reads of a row's columns. A missing required column throws an error that names the column and the row.</summary>
internal static class Columns
{
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

    public static string[] List(this TableEntity row, string name) =>
        row.GetString(name) is { Length: > 0 } json ? JsonSerializer.Deserialize<string[]>(json)! : [];

    public static string? ToColumn(this IReadOnlyCollection<string>? list) => list is { Count: > 0 } ? JsonSerializer.Serialize(list) : null;

    public static long? ToColumn(this TimeSpan? duration) => duration is { } d ? (long)d.TotalMilliseconds : null;

    public static string? ToColumn(this decimal? usd) => usd?.ToString(CultureInfo.InvariantCulture);

    private static InvalidDataException Missing(TableEntity row, string name) =>
        new($"row \"{row.PartitionKey}\"/\"{row.RowKey}\" has no column {name}");
}
