using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>What the last write left in the table; the next one is made against it.</summary>
/// <param name="Tag">guards the next write</param>
/// <param name="Mark">tells our own write from another's when an answer got lost; 0 for the first</param>
/// <param name="Spill">further rows that hold text</param>
/// <param name="Owner">the process that has the instance, or had it; empty for none yet</param>
internal sealed record Saved(ETag Tag, long Mark, int Spill, string Owner)
{
    public static long NewMark() => Random.Shared.NextInt64(1, long.MaxValue);
}

internal sealed record StoredInstance(InstanceState State, Saved Saved);

/// <summary>An instance as rows: small properties to query by, all else as one long JSON text.</summary>
internal static class InstanceRow
{
    public const string Owner = "Owner";
    public const string Execution = "Execution";
    public const string Status = "Status";
    public const string Mark = "Mark";
    public const string Spill = "Spill";
    private const string Name = "Name";
    private const string CreatedAt = "CreatedAt";
    private const string UpdatedAt = "UpdatedAt";
    private const string Tags = "Tags";

    public static readonly string[] Summary = ["PartitionKey", "RowKey", Name, Status, Execution, CreatedAt, UpdatedAt, Tags];

    /// <summary>The row and its spilled rows.</summary>
    /// <exception cref="InstanceTooLargeException">it does not fit into one transaction</exception>
    public static IReadOnlyList<TableEntity> Write(string hub, InstanceState state, string owner, long mark)
    {
        var text = JsonSerializer.Serialize(state, DurableJson.Options);
        if (text.Length > LongText.MaxLength)
        {
            throw new InstanceTooLargeException(state.InstanceId, text.Length);
        }

        var cut = LongText.Cut(text);
        var partition = Keys.Partition(hub, state.InstanceId);
        var rows = new List<TableEntity>(cut.Count);
        for (var i = 0; i < cut.Count; i++)
        {
            var row = new TableEntity(partition, i == 0 ? Keys.Row(state.InstanceId) : Keys.SpillRow(state.InstanceId, i));
            LongText.Write(row, cut[i]);
            rows.Add(row);
        }

        var main = rows[0];
        main[Name] = state.Name;
        main[Status] = state.Status.ToString();
        main[Execution] = state.Execution;
        main[CreatedAt] = state.CreatedAt;
        main[UpdatedAt] = state.UpdatedAt;
        main[Owner] = owner;
        main[Mark] = mark;
        main[Spill] = rows.Count - 1;
        if (state.Tags is { Count: > 0 })
        {
            main[Tags] = JsonSerializer.Serialize(state.Tags, DurableJson.Options);
        }

        return rows;
    }

    public static StoredInstance Read(TableEntity main, IEnumerable<TableEntity> spilled)
    {
        var text = new StringBuilder();
        LongText.Read(main, text);
        foreach (var row in spilled)
        {
            LongText.Read(row, text);
        }

        return new(
            JsonSerializer.Deserialize<InstanceState>(text.ToString(), DurableJson.Options)!,
            ReadSaved(main));
    }

    public static OrchestrationMetadata ReadSummary(TableEntity main) => new(main.GetString(Name), Keys.InstanceId(main.RowKey))
    {
        RuntimeStatus = Enum.Parse<OrchestrationRuntimeStatus>(main.GetString(Status)),
        CreatedAt = main.GetDateTimeOffset(CreatedAt)!.Value,
        LastUpdatedAt = main.GetDateTimeOffset(UpdatedAt)!.Value,
        Tags = main.TryGetValue(Tags, out var tags) && tags is string text
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(text)!
            : new(StringComparer.Ordinal),
    };

    public static bool IsSameExecution(TableEntity one, TableEntity other) =>
        string.Equals(one.GetString(Execution), other.GetString(Execution), StringComparison.Ordinal);

    public static bool IsSaved(TableEntity main, string execution, long mark) =>
        string.Equals(main.GetString(Execution), execution, StringComparison.Ordinal) && main.GetInt64(Mark) == mark;

    public static Saved ReadSaved(TableEntity main) =>
        new(main.ETag, main.GetInt64(Mark) ?? 0, main.GetInt32(Spill)!.Value, main.GetString(Owner));
}

internal sealed class InstanceTooLargeException(string instanceId, int length) : Exception(
    $"orchestration \"{instanceId}\" has grown to {length:N0} characters of history and payloads; the local runtime stores at most "
    + $"{LongText.MaxLength:N0}. Pass references instead of contents, or continue as new.");
