using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
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
        var plan = Plan("*/10 * * * *", now, MisfirePolicy.FireLatest);
        Assert.Equal(start, string.Join(',', plan.Start.Select(Clock)));
        Assert.Equal(missed, Missed(plan));
        Assert.Equal(next, Clock(plan.Next!.Value));
    }

    [Theory] // every minute; the due row stands at 09:00, the tick comes at 09:03:20, and 09:04 lies within its look-ahead
    [InlineData(MisfirePolicy.FireLatest, "09:03,09:04", "09:00 Coalesced,09:01 Coalesced,09:02 Coalesced")]
    [InlineData(MisfirePolicy.FireAll, "09:00,09:01,09:02,09:03,09:04", "")]
    [InlineData(MisfirePolicy.Skip, "09:03,09:04", "09:00 Misfired,09:01 Misfired,09:02 Misfired")] // 20 s are on time: ticks come once a minute
    public void What_becomes_of_occurrences_that_passed_within_the_window(MisfirePolicy policy, string start, string missed)
    {
        var plan = Plan("* * * * *", "09:03:20", policy);
        Assert.Equal(start, string.Join(',', plan.Start.Select(Clock)));
        Assert.Equal(missed, Missed(plan));
        Assert.Equal("09:05", Clock(plan.Next!.Value));
    }

    [Theory]
    [InlineData("10:00:59", "10:00", "")]
    [InlineData("10:01:00", "10:00", "")] // a minute: still on time
    [InlineData("10:01:01", "", "10:00 Misfired")]
    [InlineData("10:06:00", "", "10:00 WindowPassed")]
    public void Skip_starts_nothing_that_is_more_than_a_minute_late(string now, string start, string missed)
    {
        var plan = CatchUp.Plan(Due("0 * * * *", "10:00", MisfirePolicy.Skip), A.At(now), new Reach(A.At(now)), Window);
        Assert.Equal((start, missed), (string.Join(',', plan.Start.Select(Clock)), Missed(plan)));
    }

    [Theory] // every minute, down from 09:00 until 12:00:30
    [InlineData("00:05:00", MisfirePolicy.FireAll, 5, 176)] // 11:56 to 12:00; the window counts first
    [InlineData("06:00:00", MisfirePolicy.FireAll, 100, 81)] // the latest hundred
    [InlineData("06:00:00", MisfirePolicy.FireLatest, 1, 180)]
    [InlineData("06:00:00", MisfirePolicy.Skip, 1, 180)]
    public void A_long_absence_is_recorded_piece_by_piece_and_nothing_is_left_out(string window, MisfirePolicy policy, int started, int missed)
    {
        var (start, lost) = (new List<Occurrence>(), new List<Occurrence>());
        var due = Due("* * * * *", "09:00", policy);
        for (var pieces = 0; due.Next.DueTime <= A.At("12:00:30"); pieces++)
        {
            var plan = CatchUp.Plan(due, A.At("12:00:30"), new Reach(A.At("12:00:30")), TimeSpan.Parse(window));
            Assert.InRange(plan.Start.Count + plan.Missed.Count, 1, CatchUp.MaxOccurrences);
            start.AddRange(plan.Start);
            lost.AddRange(plan.Missed.Select(m => m.Occurrence));
            due = due with { Next = plan.Next!.Value };
            Assert.True(pieces < 20);
        }

        Assert.Equal((started, missed), (start.Count, lost.Count));
        Assert.Equal(Enumerable.Range(0, 181).Select(i => A.At("09:00").AddMinutes(i)), lost.Concat(start).Select(o => o.DueTime).Order());
        Assert.True(start.Min(o => o.DueTime) > lost.Max(o => o.DueTime)); // the latest start
    }

    [Fact]
    public void After_as_many_occurrences_as_it_may_have_there_is_no_next()
    {
        var due = Due("* * * * *", "09:00", MisfirePolicy.FireAll, new SpecText { Cron = "* * * * *", Zone = "UTC", MaxRuns = 4 }) with { Fired = 2 };
        var plan = CatchUp.Plan(due, A.At("09:10:00"), new Reach(A.At("09:10:00")), Window);
        Assert.Equal("09:00 WindowPassed,09:01 WindowPassed,09:02 WindowPassed,09:03 WindowPassed,09:04 WindowPassed", Missed(plan)); // those do not count
        Assert.Equal(["09:05", "09:06"], plan.Start.Select(Clock));
        Assert.Null(plan.Next);
    }

    [Fact]
    public void Jitter_moves_the_due_time_and_not_the_occurrence()
    {
        var due = Due("0 * * * *", "09:00", MisfirePolicy.FireLatest, new SpecText { Cron = "0 * * * *", Zone = "UTC", Jitter = TimeSpan.FromMinutes(30) });
        due = due with { Next = due.Spec.OccurrenceAt(due.ScheduleId, A.At("09:00")) };
        Assert.InRange(due.Next.DueTime, A.At("09:00"), A.At("09:30"));
        Assert.Empty(CatchUp.Plan(due, due.Next.DueTime.AddSeconds(-1), new Reach(due.Next.DueTime.AddSeconds(-1)), Window).Start);
        Assert.Equal(A.At("09:00"), Assert.Single(CatchUp.Plan(due, due.Next.DueTime, new Reach(due.Next.DueTime), Window).Start).NominalTime);
        Assert.Single(CatchUp.Plan(due, A.At("09:00:01"), new Reach(A.At("09:00:01"), A.At("09:00:01")), Window).Start); // an edit takes along what has its instant behind it
        Assert.InRange(Enumerable.Range(0, 100).Select(i => due.Spec.OccurrenceAt($"schedule{i}", A.At("09:00")).DueTime).Distinct().Count(), 80, 100); // they spread
    }

    [Fact]
    public void A_schedule_without_further_occurrences_has_no_next()
    {
        var last = DateTimeOffset.Parse("9996-02-29T09:00Z");
        var plan = CatchUp.Plan(Due("0 9 29 2 *", "09:00", default) with { Next = new Occurrence(last, last) }, last, new Reach(last.AddMinutes(1)), Window);
        Assert.Single(plan.Start);
        Assert.Null(plan.Next);
    }

    [Fact]
    public void Whatever_the_tick_finds_each_occurrence_in_reach_starts_or_is_missed_once_and_the_next_is_the_first_after_them() => Assert.All(RandomTick.Many(300), tick =>
    {
        var (due, plan) = (tick.Due, tick.Plan());
        var handled = plan.Start.Concat(plan.Missed.Select(m => m.Occurrence)).OrderBy(o => o.NominalTime).ToList();
        var following = Following(due, handled.Count + 1);
        Assert.Equal(following.Take(handled.Count), handled); // each once, none left out
        Assert.Equal(plan.Start.OrderBy(o => o.NominalTime), plan.Start);
        Assert.Equal(plan.Missed.OrderBy(m => m.Occurrence.NominalTime), plan.Missed);
        Assert.All(handled, o => Assert.True(tick.Reach.Includes(o)));
        Assert.All(plan.Start, o => Assert.True(tick.Now - o.DueTime <= (due.CatchUpWindow ?? tick.Window)));
        Assert.InRange(handled.Count, 0, CatchUp.MaxOccurrences);
        Assert.InRange(due.Fired + plan.Start.Count, 0, due.Spec.Text.MaxRuns ?? int.MaxValue);
        if (due.Fired + plan.Start.Count == due.Spec.Text.MaxRuns || following.Count == handled.Count)
        {
            Assert.Null(plan.Next);
            return;
        }

        Assert.Equal(following[^1], plan.Next);
        Assert.True(handled.Count == CatchUp.MaxOccurrences || !tick.Reach.Includes(following[^1]));
    });

    [Fact]
    public void The_random_ticks_of_these_tests_find_all_that_there_is()
    {
        var plans = RandomTick.Many(300).Select(tick => tick.Plan()).ToList();
        RunReason[] reasons = [RunReason.WindowPassed, RunReason.Coalesced, RunReason.Misfired, RunReason.TooManyMissed];
        Assert.Equal(reasons, plans.SelectMany(plan => plan.Missed).Select(m => m.Reason).Distinct().Order());
        Assert.Contains(plans, plan => plan.Start.Count + plan.Missed.Count == 0);
        Assert.Contains(plans, plan => plan.Start.Count + plan.Missed.Count == CatchUp.MaxOccurrences);
        Assert.Contains(plans, plan => plan.Start.Count > 1 && plan.Missed.Count > 1);
        Assert.Contains(plans, plan => plan.Next is null);
    }

    private static List<Occurrence> Following(DueSchedule due, int count)
    {
        var all = new List<Occurrence>();
        for (Occurrence? next = due.Next; next is { } occurrence && all.Count < count; next = CatchUp.After(due, occurrence.NominalTime))
        {
            all.Add(occurrence);
        }

        return all;
    }

    private static CatchUpPlan Plan(string cron, string now, MisfirePolicy policy) =>
        CatchUp.Plan(Due(cron, "09:00", policy), A.At(now), new Reach(A.At(now) + TimeSpan.FromSeconds(70)), Window);

    private static DueSchedule Due(string cron, string time, MisfirePolicy policy, SpecText? spec = null) =>
        A.Due(A.Schedule(A.At(time)) with { Spec = ScheduleSpec.Parse(spec ?? new SpecText { Cron = cron, Zone = "UTC" }) }, A.At(time)) with { Misfire = policy };

    private static string Missed(CatchUpPlan plan) => string.Join(',', plan.Missed.Select(m => $"{Clock(m.Occurrence)} {m.Reason}"));

    private static string Clock(Occurrence occurrence) => occurrence.DueTime.ToString("HH:mm");
}
