namespace AgentSched.Model.Activities;

/// <summary>Filter for a list of entries, which is always newest first.</summary>
/// <param name="Types">Only these; empty: all.</param>
/// <param name="From">Start of the time range; included. Null: no start.</param>
/// <param name="To">End of the time range; not included. Null: no end.</param>
internal sealed record ActivitySearch(IReadOnlyList<ActivityType> Types, DateTimeOffset? From, DateTimeOffset? To)
{
    public bool Matches(ActivityEntry entry) => (Types.Count == 0 || Types.Contains(entry.Type)) && !(entry.At < From) && !(entry.At >= To);
}
