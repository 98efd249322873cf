using AgentSched.Model.Activities;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class ScheduleActivityTests
{
    private static readonly Schedule Plain = A.Schedule(A.At("09:00"));

    [Theory] // the schedule before (none: it was made just now), after; the entry's type
    [InlineData("none",     "plain",        ActivityType.ScheduleCreated)]
    [InlineData("none",     "disabled",     ActivityType.ScheduleCreated)]
    [InlineData("plain",    "renamed",      ActivityType.ScheduleChanged)]
    [InlineData("plain",    "disabled",     ActivityType.SchedulePaused)]
    [InlineData("disabled", "plain",        ActivityType.ScheduleEnabled)]
    [InlineData("plain",    "paused",       ActivityType.SchedulePaused)]
    [InlineData("paused",   "plain",        ActivityType.ScheduleEnabled)] // the pause ended early
    [InlineData("paused",   "paused later", ActivityType.SchedulePaused)]
    [InlineData("paused",   "paused",       ActivityType.ScheduleChanged)]
    [InlineData("plain",    "deleted",      ActivityType.ScheduleDeleted)]
    [InlineData("deleted",  "plain",        ActivityType.ScheduleRestored)]
    [InlineData("disabled", "deleted",      ActivityType.ScheduleDeleted)] // whatever else changed
    public void A_change_has_one_type(string before, string after, ActivityType type)
    {
        Assert.Equal(type, ScheduleActivity.Type(before == "none" ? null : In(before), In(after)));

        static Schedule In(string state) => state switch
        {
            "renamed" => Plain with { Name = "daily" },
            "disabled" => Plain with { Enabled = false },
            "paused" => Plain with { PausedUntil = A.At("12:00") },
            "paused later" => Plain with { PausedUntil = A.At("13:00") },
            "deleted" => Plain with { DeletedAt = A.At("10:00") },
            _ => Plain,
        };
    }

    [Theory] // what was done; the details
    [InlineData("made",           "{}")]
    [InlineData("renamed",        """{"fields":["name"]}""")] // names, never values
    [InlineData("told otherwise", """{"fields":["message","retries"]}""")]
    [InlineData("got a hook",     """{"fields":["hook"]}""")]
    [InlineData("disabled",       """{"fields":["enabled","note"],"note":"on leave"}""")]
    [InlineData("paused",         """{"fields":["pausedUntil"],"until":"2026-01-05T12:00:00Z"}""")]
    [InlineData("ran",            """{"fields":[]}""")] // what its runs change is no field
    public void The_details_name_what_changed(string what, string details)
    {
        var after = what switch
        {
            "renamed" => Plain with { Name = "daily" },
            "told otherwise" => Plain with { Message = "say goodbye", Policies = new SchedulePolicies { Retries = 0 } },
            "got a hook" => Plain with { HookVersion = 7 },
            "disabled" => Plain with { Enabled = false, Note = "on leave" },
            "paused" => Plain with { PausedUntil = A.At("12:00") },
            "ran" => Plain.Leave(A.Ended(A.At("09:00"))),
            _ => Plain,
        };
        var entry = ScheduleActivity.Of(what == "made" ? null : Plain, after, A.At("10:00"), "ben");
        Assert.Equal((details, ActivityState.Completed, "ben", A.At("10:00")), (entry.Details, entry.State, entry.Actor, entry.At));
        Assert.Equal((A.ScheduleId, after.Name, "ann"), (entry.ScheduleId, entry.ScheduleName, entry.Owner));
    }
}
