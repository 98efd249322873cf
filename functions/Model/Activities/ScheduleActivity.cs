using AgentSched.Model.Schedules;

namespace AgentSched.Model.Activities;

/// <summary>Creates the feed entry about a schedule's change.</summary>
internal static class ScheduleActivity
{
    /// <param name="before">The schedule before the change. Null: it was created.</param>
    /// <param name="after">The schedule after the change.</param>
    /// <param name="now">Current time.</param>
    /// <param name="actor">The caller who changed it.</param>
    public static ActivityEntry Of(Schedule? before, Schedule after, DateTimeOffset now, string actor)
    {
        var type = Type(before, after);
        return new ActivityEntry(type, ActivityState.Completed, actor, now)
        {
            ScheduleId = after.Id,
            ScheduleName = after.Name,
            Owner = after.Owner,
            Details = Details.Of(new
            {
                Fields = before is null ? null : FieldsOf(before, after),
                Until = type == ActivityType.SchedulePaused ? after.PausedUntil : null,
                Note = type == ActivityType.SchedulePaused ? Details.Short(after.Note) : null,
            }),
        };
    }

    private static IEnumerable<string> FieldsOf(Schedule before, Schedule after)
    {
        var fields = Details.Changed(ScheduleFields.Of(before), ScheduleFields.Of(after));
        return before.HookVersion == after.HookVersion ? fields : fields.Append("hook");
    }

    internal static ActivityType Type(Schedule? before, Schedule after) =>
        before is null ? ActivityType.ScheduleCreated
        : before.DeletedAt is null && after.DeletedAt is not null ? ActivityType.ScheduleDeleted
        : before.DeletedAt is not null && after.DeletedAt is null ? ActivityType.ScheduleRestored
        : before.Enabled != after.Enabled ? (after.Enabled ? ActivityType.ScheduleEnabled : ActivityType.SchedulePaused)
        : before.PausedUntil == after.PausedUntil ? ActivityType.ScheduleChanged
        : after.PausedUntil is null ? ActivityType.ScheduleEnabled
        : ActivityType.SchedulePaused;
}
