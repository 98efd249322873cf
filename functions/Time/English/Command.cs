using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>What a command asks for.</summary>
/// <param name="Agent">The agent that is addressed. Null: none is, as with <c>@cron</c>, the word for "schedule this".</param>
/// <param name="Message">What the agent shall do: never empty.</param>
/// <param name="Spec">When. Null: at once, as a run of its own.</param>
internal sealed record Command(string? Agent, string Message, SpecText? Spec);
