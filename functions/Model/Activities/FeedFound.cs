namespace AgentSched.Model.Activities;

/// <summary>What one look into a feed found.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Until">The last entry that was looked at, where there may be more behind it. Null: that was all.</param>
internal sealed record FeedFound(IReadOnlyList<ActivityEntry> Entries, FeedPosition? Until);
