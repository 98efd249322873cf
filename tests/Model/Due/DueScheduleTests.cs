using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class DueScheduleTests
{
    private static readonly Occurrence Next = new(A.At("09:00"), A.At("09:00"));

    [Theory] // claimed until, now; what the due row remembers of it
    [InlineData(null,    "09:00", null)]
    [InlineData("08:59", "09:00", null)]
    [InlineData("09:00", "09:00", null)] // nothing ahead of now
    [InlineData("09:01", "09:00", "09:01")]
    public void A_due_row_remembers_only_claims_that_lie_ahead(string? claimedUntil, string now, string? expected)
    {
        var mark = DispatchProgress.New with { ClaimedUntil = At(claimedUntil) };
        Assert.Equal(At(expected), DueSchedule.Of(A.Schedule(Next.DueTime), "s00", Next, mark, A.At(now)).ClaimedUntil);

        static DateTimeOffset? At(string? time) => time is null ? null : A.At(time);
    }

    [Fact]
    public void A_due_row_holds_what_a_tick_needs_of_the_schedule()
    {
        var schedule = A.Schedule(Next.DueTime) with { Policies = new SchedulePolicies { Misfire = MisfirePolicy.FireAll, CatchUpWindow = TimeSpan.FromHours(2) } };
        var row = DueSchedule.Of(schedule, "s07", Next, DispatchProgress.New with { Fired = 4 }, Next.DueTime);
        Assert.Equal(("s07", "main", "alice", A.ScheduleId, "ann"), (row.Shard, row.Tenant, row.Agent, row.ScheduleId, row.Owner));
        Assert.Equal((MisfirePolicy.FireAll, TimeSpan.FromHours(2), Next, 4), (row.Misfire, row.CatchUpWindow, row.Next, row.Fired));
        Assert.Same(schedule.Spec, row.Spec);
        Assert.Null(row.Version); // it is not stored yet
    }
}
