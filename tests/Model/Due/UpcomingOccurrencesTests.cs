using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class UpcomingOccurrencesTests
{
    [Theory] // hourly; the mark stands at; maxRuns, started so far, endsAt, occurrences asked for; what is to come
    [InlineData("09:00", null, 0, null,    3, "09:00 10:00 11:00")]
    [InlineData("09:00", null, 7, null,    1, "09:00")]
    [InlineData("09:00", null, 0, null,    0, "")]
    [InlineData(null,    null, 0, null,    3, "")] // there is no due row
    [InlineData("09:00", 5,    3, null,    9, "09:00 10:00")]
    [InlineData("09:00", 5,    4, null,    9, "09:00")]
    [InlineData("09:00", 5,    5, null,    9, "")]
    [InlineData("09:00", 5,    6, null,    9, "")] // the limit was lowered
    [InlineData("09:00", null, 0, "11:00", 9, "09:00 10:00")] // the end is not included
    public void What_is_to_come_ends_with_the_schedule(string? next, int? maxRuns, int fired, string? endsAt, int count, string expected)
    {
        var spec = ScheduleSpec.Parse(new SpecText { Cron = "0 * * * *", Zone = "UTC", MaxRuns = maxRuns, EndsAt = endsAt is null ? null : A.At(endsAt) });
        Assert.Equal(expected, Upcoming(A.Schedule(A.At("08:00")) with { Spec = spec }, next, fired, count));
    }

    [Fact]
    public void Due_times_include_jitter()
    {
        var spec = ScheduleSpec.Parse(new SpecText { Cron = "0 * * * *", Zone = "UTC", Jitter = TimeSpan.FromMinutes(20) });
        var schedule = A.Schedule(A.At("08:00")) with { Spec = spec };
        var mark = DispatchProgress.New with { Next = spec.OccurrenceAt(schedule.Id, A.At("09:00")) };
        Assert.Equal(Enumerable.Range(9, 10).Select(hour => spec.OccurrenceAt(schedule.Id, A.At($"{hour:D2}:00"))), schedule.Upcoming(mark, 10));
    }

    private static string Upcoming(Schedule schedule, string? next, int fired, int count)
    {
        var mark = DispatchProgress.New with { Next = next is null ? null : new Occurrence(A.At(next), A.At(next)), Fired = fired };
        return string.Join(' ', schedule.Upcoming(mark, count).Select(occurrence => occurrence.DueTime.ToString("HH:mm")));
    }
}
