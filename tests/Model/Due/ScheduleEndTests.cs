using AgentSched.Model.Due;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "right-answers")]
public sealed class ScheduleEndTests
{
    [Theory] // at; ends; maxRuns, started so far; claimed until; the due row stands at; enabled; paused until; why it ended (now is 10:00), and its last occurrence
    [InlineData(null,    null,    null, 0, null,    "11:00", true,  null,    null,                   null)]
    [InlineData("09:00", null,    null, 1, "09:00", null,    true,  null,    EndReason.Once,         "09:00")]
    [InlineData("11:00", null,    null, 0, null,    "11:00", true,  null,    null,                   null)]
    [InlineData("11:00", null,    null, 1, "11:00", null,    true,  null,    null,                   null)] // claimed, and still to come
    [InlineData("11:00", null,    null, 0, null,    null,    false, null,    null,                   null)] // disabled, and not over
    [InlineData("09:00", null,    null, 0, null,    null,    false, null,    EndReason.Once,         "08:00")] // it never ran: since its last edit
    [InlineData(null,    "09:30", null, 9, "09:00", null,    true,  null,    EndReason.EndsAt,       "09:00")]
    [InlineData(null,    "09:30", null, 9, "09:00", null,    false, null,    EndReason.EndsAt,       "09:00")]
    [InlineData(null,    null,    3,    3, "09:00", null,    true,  null,    EndReason.MaxRuns,      "09:00")]
    [InlineData(null,    null,    3,    2, "09:00", "11:00", true,  null,    null,                   null)]
    [InlineData(null,    "11:30", null, 0, null,    null,    true,  "12:00", EndReason.EndsAt,       "11:30")] // paused beyond its end
    public void A_schedule_without_a_further_occurrence_has_ended(
        string? at, string? endsAt, int? maxRuns, int fired, string? claimedUntil, string? next, bool enabled, string? pausedUntil, EndReason? reason, string? last)
    {
        var text = at is null ? new SpecText { Cron = "0 * * * *", Zone = "UTC", EndsAt = Time(endsAt), MaxRuns = maxRuns } : new SpecText { At = DateTime.Parse($"2026-01-05T{at}:00"), Zone = "UTC" };
        var schedule = A.Schedule(A.At("08:00")) with { Spec = ScheduleSpec.Parse(text), Enabled = enabled, PausedUntil = Time(pausedUntil) };
        var mark = new DispatchProgress(Time(next) is { } due ? new Occurrence(due, due) : null, Time(claimedUntil), fired);
        var end = ScheduleEnd.Of(schedule, mark, A.At("10:00"));
        Assert.Equal((reason, Time(last)), (end?.Reason, end?.At));
    }

    [Theory] // end; times of day (2026-01-05) at which it is asked after the occurrence at 09:00, its last one: the reason is always the same
    [InlineData("09:30", EndReason.EndsAt)]
    [InlineData("10:00", EndReason.EndsAt)] // the end is excluded
    [InlineData("23:00", EndReason.EndsAt)]
    [InlineData(null, EndReason.NoOccurrence)]
    public void Its_reason_does_not_change(string? endsAt, EndReason expected)
    {
        var text = new SpecText { Cron = "0 9 * * *", Zone = "UTC", EndsAt = Time(endsAt), Exclude = endsAt is null ? ["2026-01-06/9999-12-30"] : [] };
        var schedule = A.Schedule(A.At("08:00")) with { Spec = ScheduleSpec.Parse(text) };
        foreach (var now in (string[])["09:01", "09:29", "09:31", "10:01", "23:30"])
        {
            Assert.Equal((now, expected), (now, ScheduleEnd.Of(schedule, new DispatchProgress(null, A.At("09:00"), 1), A.At(now))?.Reason));
        }
    }

    private static DateTimeOffset? Time(string? time) => time is null ? null : A.At(time);
}
