using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>One thing that a command can mean: this message, then.</summary>
/// <param name="Message">The message to the agent; never empty.</param>
/// <param name="Spec">When to run. Null: immediately, as a single run.</param>
/// <param name="NamesZone">Whether the command names the spec's zone.</param>
internal sealed record CommandReading(string Message, SpecText? Spec, bool NamesZone = false);
