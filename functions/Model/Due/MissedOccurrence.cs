using AgentSched.Model.Runs;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>An occurrence that does not start, and why.</summary>
internal readonly record struct MissedOccurrence(Occurrence Occurrence, RunReason Reason);
