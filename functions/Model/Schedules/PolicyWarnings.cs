using AgentSched.Time.Specs;

namespace AgentSched.Model.Schedules;

/// <summary>Warnings about valid policies whose combination may be surprising; shown when a schedule is previewed.</summary>
internal static class PolicyWarnings
{
    /// <param name="misfire">What happens to late occurrences.</param>
    /// <param name="overlap">What happens to overlapping ones.</param>
    /// <param name="spec">The spec: a single occurrence does not overlap.</param>
    public static IReadOnlyList<string> Of(MisfirePolicy misfire, OverlapPolicy overlap, SpecText spec)
    {
        var drops = overlap switch
        {
            OverlapPolicy.Skip => "overlap: skip skips an occurrence that comes due on time while a run is active",
            OverlapPolicy.BufferOne => "overlap: bufferOne skips an occurrence that comes due on time while another one waits",
            OverlapPolicy.CancelOther => "overlap: cancelOther cancels a run that is still active when the next occurrence comes due",
            _ => null,
        };
        return misfire == MisfirePolicy.FireAll && drops is not null && spec is { At: null, MaxRuns: not 1 }
            ? [$"misfire: fireAll starts all late occurrences, one after the other, but {drops}; with overlap: bufferAll they wait instead"]
            : [];
    }

    /// <summary>All warnings about a schedule, of its spec and of its policies.</summary>
    /// <param name="schedule">A schedule whose spec can be read.</param>
    /// <param name="now">Current time.</param>
    public static IEnumerable<string> WithSpec(Schedule schedule, DateTimeOffset now) =>
        SpecWarnings.Of(schedule.Spec, now).Concat(Of(schedule.Policies.Misfire, schedule.Policies.Overlap, schedule.Spec.Text));
}
