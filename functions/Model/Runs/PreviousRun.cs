namespace AgentSched.Model.Runs;

/// <summary>The run that a chained run follows.</summary>
/// <param name="Agent">Its agent.</param>
/// <param name="Id">Its id.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Response">What its agent answered, as its record holds it. Null: nothing, or the chained run has opened and its message holds what it wanted.</param>
internal sealed record PreviousRun(string Agent, RunId Id, RunStatus Status, string? Response);
