using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>
/// Decides which occurrences start, which are missed, and which is next. Pure: only the stored due time and the clock matter, so a tick may
/// come early, late or twice.
/// </summary>
internal static class CatchUp
{
    /// <summary>Upper bound of occurrences in one plan, so that its rows fit into one transaction; the next plan takes the rest.</summary>
    public const int MaxOccurrences = 30;

    /// <summary>Upper bound of late occurrences that <see cref="MisfirePolicy.FireAll"/> starts.</summary>
    public const int MaxFireAll = 100;

    /// <summary>Lateness up to which an occurrence counts as on time, whatever the policy: ticks come once a minute.</summary>
    public static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);

    /// <summary>Plans one due row.</summary>
    /// <param name="due">The row; all earlier occurrences are already handled.</param>
    /// <param name="now">Current time, read once per tick.</param>
    /// <param name="reach">How far ahead occurrences are claimed.</param>
    /// <param name="window">Catch-up window if the schedule sets none; included.</param>
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

    /// <summary>Whether at least <paramref name="count"/> later occurrences are already due.</summary>
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

    /// <summary>The first occurrence after a nominal time, ignoring the run limit; null: there is none.</summary>
    internal static Occurrence? After(DueSchedule due, DateTimeOffset nominalTime) =>
        due.Spec.NextAfter(nominalTime) is { } nominal ? due.Spec.OccurrenceAt(due.ScheduleId, nominal) : null;
}
