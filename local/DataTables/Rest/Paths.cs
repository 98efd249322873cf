using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Rest;

/// <summary>Paths and queries below the account, escaped.</summary>
internal static class Paths
{
    public const string Tables = "Tables";

    public static string Table(string name) => $"Tables('{Quoted(name)}')";

    public static string Entity(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey='{Quoted(partitionKey)}',RowKey='{Quoted(rowKey)}')";

    public static string Select(IEnumerable<string>? select) =>
        select is null ? string.Empty : string.Join(',', select) is { Length: > 0 } names ? $"$select={Uri.EscapeDataString(names)}" : string.Empty;

    public static string WithQuery(string path, params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder(path, 256);
        var separator = '?';
        foreach (var part in parts)
        {
            if (part.Length > 0)
            {
                text.Append(separator).Append(part);
                separator = '&';
            }
        }

        return text.ToString();
    }

    public static string Part(string name, string? value) => string.IsNullOrEmpty(value) ? string.Empty : $"{name}={Uri.EscapeDataString(value)}";

    public static string Top(int? count) => count is { } top ? string.Create(CultureInfo.InvariantCulture, $"$top={top}") : string.Empty;

    // In OData a quote inside a key is doubled.
    private static string Quoted(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}
