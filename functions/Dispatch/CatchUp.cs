using AgentSched.Runs;
using AgentSched.Schedules;

namespace AgentSched.Dispatch;

/// <summary>An occurrence that does not start, and why.</summary>
internal readonly record struct MissedOccurrence(DateTimeOffset DueTime, RunReason Reason);

/// <summary>What a tick does with one due row.</summary>
/// <param name="Start">Occurrences that run, in order.</param>
/// <param name="Missed">Occurrences that are recorded and do not run, in order.</param>
/// <param name="Next">The first occurrence that is not dealt with. It lies behind the horizon, or the plan was full. Null: there is none.</param>
internal sealed record CatchUpPlan(IReadOnlyList<DateTimeOffset> Start, IReadOnlyList<MissedOccurrence> Missed, DateTimeOffset? Next);

/// <summary>
/// Decides which occurrences start, which are missed, and what is next. Pure: a tick is only a hint, so it may come early,
/// late or twice, and all that counts is the stored due time and the clock.
/// </summary>
internal static class CatchUp
{
    /// <summary>Most occurrences of one plan, so that its rows fit into one transaction; the rest comes with the next plan.</summary>
    public const int MaxOccurrences = 30;

    /// <summary>
    /// Of the occurrences that passed, only the latest starts, and only within the window (<c>fireLatest</c>); the
    /// others are recorded. Those between <paramref name="now"/> and <paramref name="horizon"/> start at their own time.
    /// </summary>
    /// <param name="spec">What fires.</param>
    /// <param name="firstDue">The due row's time: everything before it is dealt with.</param>
    /// <param name="now">The tick's one reading of the clock.</param>
    /// <param name="horizon">How far the tick looks ahead; included.</param>
    /// <param name="window">How late an occurrence may still start; included.</param>
    public static CatchUpPlan Plan(ScheduleSpec spec, DateTimeOffset firstDue, DateTimeOffset now, DateTimeOffset horizon, TimeSpan window)
    {
        var start = new List<DateTimeOffset>();
        var missed = new List<MissedOccurrence>();
        DateTimeOffset? due = firstDue;
        for (var count = 0; due is { } time && time <= horizon && count < MaxOccurrences; count++)
        {
            var next = spec.NextAfter(time);
            if (now - time > window)
            {
                missed.Add(new MissedOccurrence(time, RunReason.WindowPassed));
            }
            else if (next <= now)
            {
                missed.Add(new MissedOccurrence(time, RunReason.Coalesced));
            }
            else
            {
                start.Add(time);
            }

            due = next;
        }

        return new CatchUpPlan(start, missed, due);
    }
}
