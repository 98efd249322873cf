namespace AgentSched.Model.Runs;

/// <summary>The run that a chained run follows.</summary>
/// <param name="Agent">Its agent.</param>
/// <param name="Id">Its id.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Response">Its agent's response, as stored in its record. Null: there is none, or the chained run has opened and its message contains it.</param>
internal sealed record PreviousRun(string Agent, RunId Id, RunStatus Status, string? Response);
