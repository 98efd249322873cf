namespace AgentSched.Model.Transfer;

/// <summary>What is said about a line of a crontab.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">The sentence.</param>
internal sealed record CrontabNote(int Line, string Text);
