using AgentSched.Schedules;
using AgentSched.Storage;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Dispatch;

/// <summary>
/// The next occurrence of a schedule, and all that a tick needs to claim it without reading the schedule. There is one for
/// each schedule that is enabled and has occurrences left.
/// </summary>
internal sealed record DueRow(
    string Shard, string Tenant, string Agent, string ScheduleId, string Owner, ScheduleSpec Spec, DateTimeOffset DueTime, ETag ETag = default)
{
    public string Key => Keys.Due(DueTime, ScheduleId);

    public string PointerKey => Keys.Next(Tenant, Agent, ScheduleId);

    /// <exception cref="InvalidDataException">A column is missing.</exception>
    /// <exception cref="FormatException">Its spec is not valid any more.</exception>
    public static DueRow Read(TableEntity row) => new(
        row.PartitionKey,
        row.Text("Tenant"),
        row.Text("Agent"),
        row.Text("ScheduleId"),
        row.Text("Owner"),
        ScheduleSpec.FromColumn(row.Text("Spec")),
        row.Time("DueTime"),
        row.ETag);

    public TableEntity Write() => new(Shard, Key)
    {
        ["Tenant"] = Tenant,
        ["Agent"] = Agent,
        ["ScheduleId"] = ScheduleId,
        ["Owner"] = Owner,
        ["Spec"] = Spec.ToColumn(),
        ["DueTime"] = DueTime,
    };

    /// <summary>Where this row stands, under a key that follows from the schedule alone.</summary>
    public TableEntity WritePointer() => new(Shard, PointerKey) { ["DueTime"] = DueTime };
}
