using AgentSched.Api.Http;
using AgentSched.Model.Transfer;

namespace AgentSched.Api.Transfer;

/// <summary>A file to import.</summary>
/// <param name="Entries">One JSON object per entry, as bytes, with its place for errors: <c>[0]</c> or <c>line 7</c>.</param>
/// <param name="Notes">Lines without effect, and why.</param>
/// <param name="Errors">Errors of lines that are no entries.</param>
internal sealed record ImportFile(IReadOnlyList<(string Place, byte[] Body)> Entries, IReadOnlyList<CrontabNote> Notes, FieldErrors Errors);
