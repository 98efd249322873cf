namespace AgentSched.Model.Activities;

/// <summary>Makes one page of what looks into several feeds found. Pure.</summary>
internal static class FeedMerge
{
    /// <param name="found">What each look found; all began behind the same place.</param>
    /// <param name="limit">Most entries of the page.</param>
    /// <returns>The page, and the place behind which the next begins (null: this was the last).</returns>
    public static (IReadOnlyList<ActivityEntry> Page, FeedPosition? Next) Page(IEnumerable<FeedFound> found, int limit)
    {
        var looks = found.ToList();

        // Behind the first place where somebody stopped looking, the order is not known yet.
        var stops = looks.Select(f => f.Until).OfType<FeedPosition>().ToList();
        FeedPosition? until = stops.Count == 0 ? null : stops.Min();
        var known = looks.SelectMany(f => f.Entries)
            .Where(entry => until is null || FeedPosition.Of(entry).CompareTo(until.Value) <= 0)
            .OrderBy(FeedPosition.Of)
            .ToList();
        return known.Count > limit ? (known[..limit], FeedPosition.Of(known[limit - 1])) : (known, until);
    }
}
