using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class TickCountsTests
{
    private static readonly DateTimeOffset Now = A.At("09:00");
    private static readonly Schedule Hourly = A.Schedule(Now, "0 * * * *");

    [Theory] // seconds by which the due rows are late (less than 0: ahead); overdue, seconds by which the oldest is late
    [InlineData("",         0, 0)]
    [InlineData("-60",      0, 0)]
    [InlineData("0",        0, 0)] // due now is not late
    [InlineData("1",        1, 1)]
    [InlineData("90 -5 30", 2, 90)]
    public void A_row_past_its_time_is_overdue(string late, int overdue, int oldest)
    {
        var rows = late.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(seconds => A.Due(Hourly, Now.AddSeconds(-int.Parse(seconds)))).ToList();
        Assert.Equal(new TickCounts(rows.Count, 0, 0, overdue, TimeSpan.FromSeconds(oldest)), TickCounts.Of(rows, [], Now));
    }

    [Fact]
    public void Runs_and_missed_occurrences_of_all_claims_are_counted()
    {
        var row = A.Due(Hourly, Now);
        var run = A.Run(Now);
        Claim[] claims = [new(row, [run, run], [], Next: null, Now), new(row, [run], [A.Ended(Now, RunStatus.Missed)], Next: null, Now)];
        Assert.Equal(new TickCounts(1, 3, 1, 0, TimeSpan.Zero), TickCounts.Of([row], claims, Now));
    }

    [Theory] // seconds by which the oldest of one, of the other, of both is late
    [InlineData(0, 0, 0)]
    [InlineData(5, 0, 5)]
    [InlineData(5, 9, 9)]
    public void Counts_add_up_and_the_oldest_stays(int one, int other, int both)
    {
        var sum = new TickCounts(1, 2, 3, 4, TimeSpan.FromSeconds(one)).Plus(new TickCounts(10, 20, 30, 40, TimeSpan.FromSeconds(other)));
        Assert.Equal(new TickCounts(11, 22, 33, 44, TimeSpan.FromSeconds(both)), sum);
        Assert.Equal(sum, sum.Plus(TickCounts.None));
        Assert.Equal(sum, TickCounts.None.Plus(sum));
    }
}
