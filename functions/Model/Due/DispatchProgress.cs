using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// Dispatch progress of a schedule. It is stored in a separate row, so that ticks and ending runs do not contend for one ETag, and its
/// key is derived from the schedule alone, so that an edit finds the due row with one read. Each claim writes it in its transaction:
/// replacing it under its ETag guarantees that no tick moved the due row meanwhile.
/// </summary>
/// <param name="Next">The occurrence of the due row. Null: there is no due row.</param>
/// <param name="ClaimedUntil">The last nominal time that was claimed or recorded. Null: none was.</param>
/// <param name="Fired">Number of occurrences that started so far.</param>
/// <param name="Problem">Why the enabled schedule has no due row: its row was set aside. Null: no problem.</param>
/// <param name="Version">Opaque version for optimistic concurrency. Null: it is not stored yet.</param>
internal sealed record DispatchProgress(Occurrence? Next, DateTimeOffset? ClaimedUntil, int Fired, string? Problem = null, string? Version = null)
{
    public static readonly DispatchProgress New = new(Next: null, ClaimedUntil: null, Fired: 0);
}
