namespace AgentSched.Engine.Calls;

/// <summary>A run of a batch.</summary>
/// <param name="Run">Its id.</param>
/// <param name="TraceParent">The first span of its trace, as a W3C <c>traceparent</c>. Null: not traced.</param>
public sealed record BatchedRun(string Run, string? TraceParent = null);
