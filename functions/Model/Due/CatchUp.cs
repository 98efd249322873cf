using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// Decides which occurrences start, which are missed, and what is next. Pure: a tick is only a hint, so it may come early,
/// late or twice, and all that counts is the stored due time and the clock.
/// </summary>
internal static class CatchUp
{
    /// <summary>Most occurrences of one plan, so that its rows fit into one transaction; the rest comes with the next plan.</summary>
    public const int MaxOccurrences = 30;

    /// <summary>Most passed occurrences that <see cref="MisfirePolicy.FireAll"/> starts.</summary>
    public const int MaxFireAll = 100;

    /// <summary>An occurrence that is no later than this is on time, whatever the policy: ticks come once a minute.</summary>
    public static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);

    /// <summary>Plans one due row.</summary>
    /// <param name="due">The row: everything before its occurrence is dealt with.</param>
    /// <param name="now">The tick's one reading of the clock.</param>
    /// <param name="reach">How far ahead occurrences are claimed.</param>
    /// <param name="window">How late an occurrence may still start where the schedule does not say; included.</param>
    public static CatchUpPlan Plan(DueSchedule due, DateTimeOffset now, Reach reach, TimeSpan window)
    {
        var start = new List<Occurrence>();
        var missed = new List<MissedOccurrence>();
        var fired = due.Fired;
        Occurrence? current = due.Next;
        for (var count = 0; current is { } occurrence && reach.Includes(occurrence) && count < MaxOccurrences; count++)
        {
            var next = After(due, occurrence.NominalTime);
            if (Objection(due, occurrence, next, now, due.CatchUpWindow ?? window) is { } reason)
            {
                missed.Add(new MissedOccurrence(occurrence, reason));
            }
            else
            {
                start.Add(occurrence);
                fired++;
            }

            current = fired >= due.Spec.Text.MaxRuns ? null : next;
        }

        return new CatchUpPlan(start, missed, current);
    }

    /// <summary>Why an occurrence does not start; null: it does.</summary>
    private static RunReason? Objection(DueSchedule due, Occurrence occurrence, Occurrence? next, DateTimeOffset now, TimeSpan window)
    {
        var late = now - occurrence.DueTime;
        return late > window ? RunReason.WindowPassed : due.Misfire switch
        {
            MisfirePolicy.Skip => late > OnTime ? RunReason.Misfired : null,
            MisfirePolicy.FireAll => late > OnTime && HasPassed(due, occurrence, MaxFireAll, now) ? RunReason.TooManyMissed : null,
            _ => next?.DueTime <= now ? RunReason.Coalesced : null,
        };
    }

    /// <summary>Whether so many occurrences after this one came due already.</summary>
    private static bool HasPassed(DueSchedule due, Occurrence occurrence, int count, DateTimeOffset now)
    {
        for (var i = 0; i < count; i++)
        {
            if (After(due, occurrence.NominalTime) is not { } next || next.DueTime > now)
            {
                return false;
            }

            occurrence = next;
        }

        return true;
    }

    /// <summary>The first occurrence after a nominal time, whatever the limit says; null: there is none.</summary>
    internal static Occurrence? After(DueSchedule due, DateTimeOffset nominalTime) =>
        due.Spec.NextAfter(nominalTime) is { } nominal ? due.Spec.OccurrenceAt(due.ScheduleId, nominal) : null;
}
