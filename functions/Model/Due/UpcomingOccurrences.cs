using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Due;

/// <summary>Lists upcoming occurrences.</summary>
internal static class UpcomingOccurrences
{
    /// <summary>The next occurrences of a stored schedule, in order.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="mark">How far it has been dispatched.</param>
    /// <param name="count">Maximum number of occurrences.</param>
    public static IReadOnlyList<Occurrence> Upcoming(this Schedule schedule, DispatchProgress mark, int count)
    {
        var next = new List<Occurrence>();
        var left = schedule.Spec.Text.MaxRuns - mark.Fired;
        for (var occurrence = mark.Next; occurrence is { } one && next.Count < count && !(next.Count >= left); occurrence = schedule.NextAfter(one.NominalTime))
        {
            next.Add(one);
        }

        return next;
    }
}
