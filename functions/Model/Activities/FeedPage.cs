namespace AgentSched.Model.Activities;

/// <summary>Result of one read of a feed.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Until">Position of the last entry read, if there may be more after it. Null: the feed was read to its end.</param>
internal sealed record FeedPage(IReadOnlyList<ActivityEntry> Entries, FeedPosition? Until);
