using AgentSched.Model.Runs;
using Azure;

namespace AgentSched.Storage.Rows;

/// <summary>An in-flight run as it was read, with the ETag that guards its next change.</summary>
internal sealed record InFlightRun(Run Run, ETag ETag);
