namespace AgentSched.Model.Runs;

/// <summary>Filter for a list of runs, which is always newest first, by nominal time.</summary>
/// <param name="Statuses">Only these; empty: all.</param>
/// <param name="Triggers">Only these; empty: all.</param>
/// <param name="From">Start of the time range; included. Null: no start.</param>
/// <param name="To">End of the time range; not included. Null: no end.</param>
/// <param name="Schedule">Only runs of the schedule with this id. Null: any.</param>
/// <param name="Text">Only runs with this text in schedule name, message, response or reason, ignoring case. Null: any.</param>
internal sealed record RunSearch(
    IReadOnlyList<RunStatus> Statuses, IReadOnlyList<RunTrigger> Triggers, DateTimeOffset? From, DateTimeOffset? To, string? Schedule, string? Text)
{
    public bool Matches(Run run) =>
        (Statuses.Count == 0 || Statuses.Contains(run.Status))
        && (Triggers.Count == 0 || Triggers.Contains(run.Trigger))
        && (Schedule is null || run.ScheduleId == Schedule)
        && (Text is null || new[] { run.ScheduleName, run.Message, run.Answer?.Response, run.Sentence }.Any(t => t?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true));
}
