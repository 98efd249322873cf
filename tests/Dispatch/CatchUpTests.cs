using AgentSched.Dispatch;
using AgentSched.Runs;
using AgentSched.Schedules;

namespace AgentSched.Tests.Dispatch;

public sealed class CatchUpTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    [Theory] // every ten minutes; the due row stands at 09:00
    [InlineData("08:59:30", "09:00", "", "09:10")] // ahead of its time: starts when it is due
    [InlineData("09:00:00", "09:00", "", "09:10")]
    [InlineData("09:05:00", "09:00", "", "09:10")] // the window's last second
    [InlineData("09:05:01", "", "09:00 WindowPassed", "09:10")]
    [InlineData("09:12:00", "09:10", "09:00 WindowPassed", "09:20")] // each is judged by itself
    [InlineData("09:16:00", "", "09:00 WindowPassed,09:10 WindowPassed", "09:20")]
    [InlineData("08:58:00", "", "", "09:00")] // behind the horizon: nothing to do
    public void A_tick_starts_what_is_in_the_window_and_records_the_rest(string now, string start, string missed, string next)
    {
        var plan = Plan("*/10 * * * *", "09:00", now);
        Assert.Equal(start, string.Join(',', plan.Start.Select(Clock)));
        Assert.Equal(missed, string.Join(',', plan.Missed.Select(m => $"{Clock(m.DueTime)} {m.Reason}")));
        Assert.Equal(next, Clock(plan.Next!.Value));
    }

    [Fact]
    public void Of_several_that_passed_within_the_window_the_latest_starts_and_stands_for_the_others()
    {
        var plan = Plan("* * * * *", "09:00", "09:03:20");
        Assert.Equal(["09:03", "09:04"], plan.Start.Select(Clock)); // 09:04 is ahead, within the horizon
        Assert.Equal([("09:00", RunReason.Coalesced), ("09:01", RunReason.Coalesced), ("09:02", RunReason.Coalesced)], plan.Missed.Select(m => (Clock(m.DueTime), m.Reason)));
        Assert.Equal("09:05", Clock(plan.Next!.Value));
    }

    [Fact]
    public void A_long_absence_is_recorded_piece_by_piece_and_nothing_is_left_out()
    {
        var all = new List<DateTimeOffset>();
        var due = At("09:00");
        for (var pieces = 0; ; pieces++)
        {
            var plan = CatchUp.Plan(Spec("* * * * *"), due, At("12:00:30"), At("12:01:40"), Window);
            Assert.True(plan.Start.Count + plan.Missed.Count <= CatchUp.MaxOccurrences);
            all.AddRange(plan.Missed.Select(m => m.DueTime).Concat(plan.Start));
            due = plan.Next!.Value;
            if (due > At("12:01:40"))
            {
                Assert.Equal(["12:00", "12:01"], plan.Start.Select(Clock));
                break;
            }

            Assert.True(pieces < 20);
        }

        Assert.Equal(Enumerable.Range(0, 182).Select(i => At("09:00").AddMinutes(i)), all);
    }

    [Fact]
    public void A_schedule_without_further_occurrences_has_no_next()
    {
        var plan = CatchUp.Plan(Spec("0 9 29 2 *"), DateTimeOffset.Parse("9996-02-29T09:00Z"), DateTimeOffset.Parse("9996-02-29T09:00Z"), DateTimeOffset.Parse("9996-02-29T09:01Z"), Window);
        Assert.Single(plan.Start);
        Assert.Null(plan.Next);
    }

    private static CatchUpPlan Plan(string cron, string due, string now) =>
        CatchUp.Plan(Spec(cron), At(due), At(now), At(now) + TimeSpan.FromSeconds(70), Window);

    private static ScheduleSpec Spec(string cron) => ScheduleSpec.Parse(cron, "UTC");

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-01-05T{time}Z");

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm");
}
