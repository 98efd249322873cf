namespace AgentSched.Time.English;

/// <summary>A parsed command: what it can mean, and for whom.</summary>
/// <param name="Agent">The addressed agent. Null: none, as with <c>@cron</c>, the word for "schedule this".</param>
/// <param name="Readings">What it can mean; at least one, all different, the likeliest first.</param>
/// <param name="Question">A sentence that says why the caller must choose, even if there is only one reading. Null: the only reading is certain, and its message contains no time.</param>
internal sealed record Command(string? Agent, IReadOnlyList<CommandReading> Readings, string? Question)
{
    /// <summary>The certain reading. Null: the caller must choose.</summary>
    public CommandReading? Only => Question is null ? Readings[0] : null;
}
