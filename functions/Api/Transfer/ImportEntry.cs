using System.Text.Json.Nodes;
using AgentSched.Model.Schedules;

namespace AgentSched.Api.Transfer;

/// <summary>One schedule of an import.</summary>
/// <param name="Place">Its place in the file, for errors: <c>[0]</c> or <c>line 7</c>.</param>
/// <param name="Body">The entry as sent: a JSON object.</param>
/// <param name="Schedule">The schedule after the import.</param>
/// <param name="Before">The schedule that it replaces. Null: it is a new one.</param>
internal sealed record ImportEntry(string Place, byte[] Body, Schedule Schedule, Schedule? Before)
{
    /// <summary>Whether the stored schedule already equals the entry.</summary>
    public bool IsUnchanged => Before is not null && JsonNode.DeepEquals(ExportEndpoints.Entry(Before), ExportEndpoints.Entry(Schedule));
}
