using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
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
        Assert.Equal(Enumerable.Range(9, 10).Select(hour => spec.OccurrenceAt(schedule.Id, A.At($"{hour:D2}:00"))), schedule.Upcoming(mark, A.At("08:00")).Take(10));
    }

    [Theory] // every ten minutes; now; claimed until; the due row stands at; maxRuns, started so far; what is to come
    [InlineData("08:59:30", "09:00", "09:10", null, 1, "09:00 09:10 09:20")] // claimed within the look-ahead
    [InlineData("09:00:00", "09:00", "09:10", null, 1, "09:10 09:20 09:30")] // it is due: no longer to come
    [InlineData("09:00:30", "09:00", "09:10", null, 1, "09:10 09:20 09:30")]
    [InlineData("08:59:30", "09:00", null,    1,    1, "09:00")] // the last one that it may have
    [InlineData("09:00:00", "09:00", null,    1,    1, "")]
    [InlineData("08:59:30", "09:00", "09:10", 2,    1, "09:00 09:10")]
    [InlineData("08:49:30", "09:00", "08:50", null, 1, "08:50 09:00 09:10")] // an edit moved the due row back: what is claimed and what is not, each once
    [InlineData("08:30:00", null,    "09:00", null, 0, "09:00 09:10 09:20")]
    public void What_is_claimed_and_not_due_yet_is_to_come_too(string now, string? claimedUntil, string? next, int? maxRuns, int fired, string expected)
    {
        var schedule = A.Schedule(A.At("08:00")) with { Spec = ScheduleSpec.Parse(new SpecText { Cron = "*/10 * * * *", Zone = "UTC", MaxRuns = maxRuns }) };
        var mark = new DispatchProgress(next is null ? null : new Occurrence(A.At(next), A.At(next)), claimedUntil is null ? null : A.At(claimedUntil), fired);
        Assert.Equal(expected, string.Join(' ', schedule.Upcoming(mark, A.At(now)).Take(3).Select(occurrence => occurrence.DueTime.ToString("HH:mm"))));
        Assert.Equal(expected.Split(' ')[0], schedule.NextOccurrence(mark, A.At(now))?.DueTime.ToString("HH:mm") ?? string.Empty);
    }

    private static string Upcoming(Schedule schedule, string? next, int fired, int count)
    {
        var mark = DispatchProgress.New with { Next = next is null ? null : new Occurrence(A.At(next), A.At(next)), Fired = fired };
        return string.Join(' ', schedule.Upcoming(mark, A.At("08:00")).Take(count).Select(occurrence => occurrence.DueTime.ToString("HH:mm")));
    }
}
