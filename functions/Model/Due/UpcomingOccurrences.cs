using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>Occurrences of a stored schedule that are still to come.</summary>
internal static class UpcomingOccurrences
{
    /// <summary>The occurrences to come, in order: first those that are claimed and not due yet, then that of the due row and those after it.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="mark">Its dispatch progress.</param>
    /// <param name="now">Current time; an occurrence that is due is not to come.</param>
    public static IEnumerable<Occurrence> Upcoming(this Schedule schedule, DispatchProgress mark, DateTimeOffset now)
    {
        foreach (var claimed in Claimed(schedule, mark, now))
        {
            yield return claimed;
        }

        var left = schedule.Spec.Text.MaxRuns - mark.Fired;
        for (var occurrence = mark.Next; occurrence is { } one && !(left <= 0); occurrence = schedule.NextAfter(one.NominalTime), left--)
        {
            yield return one;
        }
    }

    /// <summary>The next of them. Null: there is none.</summary>
    public static Occurrence? NextOccurrence(this Schedule schedule, DispatchProgress? mark, DateTimeOffset now)
    {
        foreach (var next in mark is null ? [] : schedule.Upcoming(mark, now))
        {
            return next;
        }

        return null;
    }

    /// <summary>Occurrences claimed ahead of their time. An edit moves the due row to the first occurrence after it, so those before the due row are claimed.</summary>
    private static IEnumerable<Occurrence> Claimed(Schedule schedule, DispatchProgress mark, DateTimeOffset now)
    {
        var before = now - (schedule.Spec.Text.Jitter ?? TimeSpan.Zero);
        for (var occurrence = mark.ClaimedUntil > before ? schedule.NextAfter(before) : null;
            occurrence is { } one && one.NominalTime <= mark.ClaimedUntil && !(one.NominalTime >= mark.Next?.NominalTime);
            occurrence = schedule.NextAfter(one.NominalTime))
        {
            if (one.DueTime > now)
            {
                yield return one;
            }
        }
    }
}
