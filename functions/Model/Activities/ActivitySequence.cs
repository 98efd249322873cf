namespace AgentSched.Model.Activities;

/// <summary>
/// Sequence numbers of a feed's entries. They increase strictly: the last number is a column of the agent's row and changes only under that
/// row's ETag, in the transaction that writes the entries. A reader that has read up to a number therefore misses no later entry.
/// They follow the clock (microseconds since 1970), so a time range is a range of keys. If the clock goes back, or the clocks of two
/// machines differ, they are incremented by 1. So an entry's number is never less than its time.
/// </summary>
internal static class ActivitySequence
{
    /// <summary>The next number of a feed.</summary>
    /// <param name="last">The feed's last number; 0: it has none.</param>
    /// <param name="at">When the activity happened.</param>
    public static long Next(long last, DateTimeOffset at) => Math.Max(last + 1, Of(at));

    /// <summary>The smallest number of an activity at a time.</summary>
    public static long Of(DateTimeOffset time) => Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
