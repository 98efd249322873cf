namespace AgentSched.Model.Activities;

/// <summary>Which entries a list shall hold; always newest first.</summary>
/// <param name="Types">Only these; empty: all.</param>
/// <param name="From">Not before this, included. Null: from the beginning.</param>
/// <param name="To">Before this, not included. Null: to the end.</param>
internal sealed record ActivitySearch(IReadOnlyList<ActivityType> Types, DateTimeOffset? From, DateTimeOffset? To)
{
    public bool Matches(ActivityEntry entry) => (Types.Count == 0 || Types.Contains(entry.Type)) && !(entry.At < From) && !(entry.At >= To);
}
