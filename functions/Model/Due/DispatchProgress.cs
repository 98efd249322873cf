using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// How far a schedule has been dispatched. It has a row of its own beside the schedule, so that ticks and ending runs do not
/// contend for one ETag, under a key that follows from the schedule alone, so that an edit finds the due row with one read.
/// Each claim writes it in its transaction: who replaces it by its ETag knows that no tick moved the due row meanwhile.
/// </summary>
/// <param name="Next">Where the due row stands. Null: there is none.</param>
/// <param name="ClaimedUntil">The last nominal time that was claimed or recorded. Null: none was.</param>
/// <param name="Fired">Occurrences that started so far.</param>
/// <param name="Problem">Why there is no due row although the schedule is enabled: it was set aside. Null: all is well.</param>
/// <param name="Version">Opaque: guards the next change of its row. Null: it is not stored yet.</param>
internal sealed record DispatchProgress(Occurrence? Next, DateTimeOffset? ClaimedUntil, int Fired, string? Problem = null, string? Version = null)
{
    public static readonly DispatchProgress New = new(Next: null, ClaimedUntil: null, Fired: 0);
}
