using AgentSched.Model.Schedules;

namespace AgentSched.Model.Due;

/// <summary>Why a schedule has no occurrence left.</summary>
public enum EndReason
{
    /// <summary>Its one time has passed.</summary>
    Once,

    /// <summary>It has no occurrence left before its end.</summary>
    EndsAt,

    /// <summary>It had as many runs as it may have.</summary>
    MaxRuns,

    /// <summary>Its spec has no further occurrence.</summary>
    NoOccurrence,
}

/// <summary>The end of a schedule that has no occurrence left.</summary>
/// <param name="At">Its last occurrence; if it had none, its end, or when it was last edited.</param>
/// <param name="Reason">Why it ended.</param>
internal readonly record struct ScheduleEnd(DateTimeOffset At, EndReason Reason)
{
    /// <summary>In words, to follow "the schedule has ended: ".</summary>
    public string Words => Reason switch
    {
        EndReason.Once => "its time has passed",
        EndReason.EndsAt => "it has no occurrence left before its endsAt",
        EndReason.MaxRuns => "it had as many runs as maxRuns allows",
        _ => "its spec has no further occurrence",
    };

    /// <summary>The end of a schedule, whether it is enabled or not. Null: it has occurrences left, or its spec cannot be read.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="mark">Its dispatch progress. Null: it has not been dispatched.</param>
    /// <param name="now">Current time.</param>
    public static ScheduleEnd? Of(Schedule schedule, DispatchProgress? mark, DateTimeOffset now)
    {
        var text = schedule.Spec.Text;
        var hasAllRuns = mark?.Fired >= text.MaxRuns;
        if (schedule.Problem is not null || mark?.Problem is not null || schedule.NextOccurrence(mark, now) is not null
            || (!hasAllRuns && (schedule with { Enabled = true, DeletedAt = null }).NextAfter(now) is not null))
        {
            return null;
        }

        return new ScheduleEnd(
            mark?.ClaimedUntil ?? text.EndsAt ?? schedule.UpdatedAt,
            hasAllRuns ? EndReason.MaxRuns : text.At is not null ? EndReason.Once : text.EndsAt is not null ? EndReason.EndsAt : EndReason.NoOccurrence);
    }
}
