using System.Globalization;
using System.Text;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Keys of the hub's tables. <c>Active</c> and <c>Done</c>: partition <c>hub|3</c>, row <c>i|run-1</c>, spilled text <c>x|001|run-1</c>.</summary>
internal static class Keys
{
    public const string ActiveTable = "LocalDurableActive";
    public const string DoneTable = "LocalDurableDone";
    public const string InboxTable = "LocalDurableInbox";
    public const string WorkersTable = "LocalDurableWorkers";
    public const int MaxIdLength = 256;

    // Spreads an account's load on real storage; a poll reads all of them as one range.
    private const int Buckets = 16;

    public static string Partition(string hub, string instanceId)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(instanceId))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{hub}|{hash % Buckets:x}");
    }

    public static string Row(string instanceId) => "i|" + instanceId;

    public static string SpillRow(string instanceId, int n) => string.Create(CultureInfo.InvariantCulture, $"x|{n:D3}|{instanceId}");

    public static string InstanceId(string row) => row[2..];

    /// <summary>All instances of the hub whose id begins with <paramref name="prefix"/>.</summary>
    public static string Range(string hub, string prefix = "") =>
        $"PartitionKey ge '{hub}|' and PartitionKey lt '{hub}}}' and RowKey ge '{Quote(Row(prefix))}' and RowKey lt "
        + (prefix.Length == 0 ? "'i}'" : $"'{Quote(Row(prefix))}\uffff'");

    public static string Quote(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    public static string CheckHub(string hub) =>
        hub.Length is > 0 and <= 45 && hub.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? hub
            : throw new ArgumentException($"hub name \"{hub}\": 1 to 45 letters, digits, '-' or '_' are allowed", nameof(hub));

    public static string CheckInstanceId(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > MaxIdLength)
        {
            throw new ArgumentException($"instance id of {id.Length} characters: at most {MaxIdLength} are allowed", nameof(id));
        }

        if (id[0] == '@' || id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            throw new ArgumentException($"instance id \"{id}\": / \\ # ? control characters and a leading @ are not allowed", nameof(id));
        }

        return id;
    }
}
