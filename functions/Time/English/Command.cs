using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>A parsed command.</summary>
/// <param name="Agent">The addressed agent. Null: none, as with <c>@cron</c>, the word for "schedule this".</param>
/// <param name="Message">The message to the agent; never empty.</param>
/// <param name="Spec">When to run. Null: immediately, as a single run.</param>
internal sealed record Command(string? Agent, string Message, SpecText? Spec);
