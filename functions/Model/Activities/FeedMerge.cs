namespace AgentSched.Model.Activities;

/// <summary>Merges reads of several feeds into one page. Pure.</summary>
internal static class FeedMerge
{
    /// <param name="found">The result of each read; all started after the same position.</param>
    /// <param name="limit">Maximum number of entries in the page.</param>
    /// <returns>The page, and the position after which the next page starts (null: this is the last page).</returns>
    public static (IReadOnlyList<ActivityEntry> Page, FeedPosition? Next) Page(IEnumerable<FeedPage> found, int limit)
    {
        var looks = found.ToList();

        // After the first position at which a read stopped, the order is not known yet.
        var stops = looks.Select(f => f.Until).OfType<FeedPosition>().ToList();
        FeedPosition? until = stops.Count == 0 ? null : stops.Min();
        var known = looks.SelectMany(f => f.Entries)
            .Where(entry => until is null || FeedPosition.Of(entry).CompareTo(until.Value) <= 0)
            .OrderBy(FeedPosition.Of)
            .ToList();
        return known.Count > limit ? (known[..limit], FeedPosition.Of(known[limit - 1])) : (known, until);
    }
}
