namespace AgentSched.Model.Activities;

/// <summary>
/// The numbers of a feed's entries. Each is greater than the one before, for the last one is a column of the agent's row and moves only
/// under that row's ETag, in the transaction that writes the entries: whoever has read up to a number misses nothing that comes
/// later. They follow the clock (microseconds since 1970) where the clock goes on, so a time is a range of keys; where it does
/// not, or two machines disagree, they just count on. So an entry's number is never less than its time.
/// </summary>
internal static class ActivitySequence
{
    /// <summary>The number after another.</summary>
    /// <param name="last">The feed's last number; 0: it has none.</param>
    /// <param name="at">When the entry's thing happened.</param>
    public static long Next(long last, DateTimeOffset at) => Math.Max(last + 1, Of(at));

    /// <summary>The least number of what happens at a time.</summary>
    public static long Of(DateTimeOffset time) => Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
