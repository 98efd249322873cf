using AgentSched.Model.Runs;

namespace AgentSched.Api.Runs;

/// <summary>Outcome of a bulk change for one run, as JSON.</summary>
/// <param name="Agent">The agent, as sent or found.</param>
/// <param name="RunId">The run, as sent or found.</param>
/// <param name="ScheduleName">Name of its schedule. Null: it has none, or was not found.</param>
/// <param name="RunStatus">Its status before the change. Null: it was not found.</param>
/// <param name="Outcome"><c>done</c>, <c>unchanged</c> or <c>refused</c>.</param>
/// <param name="NewRunId">The run that repeats it. Null: none was started.</param>
/// <param name="Status">If refused, the HTTP status of the same request for this run alone. Null: not refused.</param>
/// <param name="Problem">Why it was refused. Null: not refused.</param>
internal sealed record RunBulkItem(string Agent, string RunId, string? ScheduleName, RunStatus? RunStatus, string Outcome, string? NewRunId, int? Status, string? Problem);
