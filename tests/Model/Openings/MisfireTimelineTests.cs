using AgentSched.Model.Openings;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Openings;

/// <summary>What <see cref="Misfire"/> promises over whole timelines, whatever the order in which runs open.</summary>
[Trait("shows", "house")]
[Trait("shows", "right-answers")]
public sealed class MisfireTimelineTests
{
    private static readonly IReadOnlyList<RandomTimeline> Timelines = [.. RandomTimeline.Many(1_000)];
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Each_occurrence_ends_exactly_once_and_a_run_that_is_coalesced_has_a_later_one_that_was_due()
    {
        var reasons = new HashSet<RunReason?>();
        foreach (var timeline in Timelines)
        {
            var expected = ScheduleSpec.Parse(timeline.Spec).Following(timeline.Spec.Anchor!.Value.AddTicks(-1), timeline.Runs.Count);
            Assert.Equal(expected, timeline.Runs.Select(run => run.Run.NominalTime));
            Assert.All(timeline.Runs, run => Assert.True(run.Run.Status.HasEnded(), run.ToString()));
            Assert.All(timeline.Runs.Where(run => run.Run.Reason == RunReason.Coalesced), run => Assert.True(LaterDue(timeline, run, run.Run.FinishedAt!.Value), run.ToString()));
            Assert.NotEqual(RunReason.Coalesced, timeline.Runs[^1].Run.Reason); // the last one that is permitted is never given up for one that does not come
            reasons.UnionWith(timeline.Runs.Select(run => run.Run.Reason));
        }

        RunReason?[] happened = [RunReason.Completed, RunReason.Coalesced, RunReason.Misfired, RunReason.WindowPassed, RunReason.Overlap, RunReason.Superseded, RunReason.TooManyMissed];
        Assert.Empty(happened.Except(reasons));
    }

    [Fact]
    public void None_that_may_start_finds_a_later_one_that_opened_ahead() => Assert.All(Timelines, timeline => Assert.Empty(timeline.Overtaken));

    [Fact]
    public void Skip_never_starts_later_than_a_minute() => Assert.All(Of(MisfirePolicy.Skip), timeline => Assert.All(
        timeline.Runs.Where(run => run.StartedAt is not null && run.Run.Status != RunStatus.Missed),
        run => Assert.True(run.OpenedAt - run.Run.DueTime <= Minute && (run.Waited || !(run.CalledAt - run.Run.DueTime > Minute)), run.ToString())));

    [Fact]
    public void FireLatest_never_starts_one_that_is_late_while_a_later_one_is_due() => Assert.All(Of(MisfirePolicy.FireLatest), timeline => Assert.All(
        timeline.Runs.Where(run => run.CaughtUp),
        run => Assert.False(LaterDue(timeline, run, run.OpenedAt), run.ToString())));

    [Fact]
    public void FireLatest_starts_the_latest_that_was_late() => Assert.All(Of(MisfirePolicy.FireLatest), timeline => Assert.All(
        timeline.Runs.Where(run => run.Run.Reason == RunReason.Coalesced),
        run => Assert.Contains(timeline.Runs, other => other.Run.NominalTime > run.Run.NominalTime && other.Run.Reason is not RunReason.Coalesced)));

    [Fact]
    public void FireAll_starts_all_within_the_window_in_order_of_their_due_times_and_one_after_the_other()
    {
        var together = 0;
        Assert.All(Of(MisfirePolicy.FireAll).Where(timeline => timeline.Policies.Overlap != OverlapPolicy.AllowAll), timeline =>
        {
            var window = timeline.Policies.CatchUpWindow ?? RandomTimeline.Window;
            Assert.All(
                timeline.Runs.Where(run => run.OpenedAt - run.Run.DueTime > Minute && run.OpenedAt - run.Run.DueTime <= window && run.Run.Reason != RunReason.TooManyMissed),
                run => Assert.True(run.CaughtUp || run.Run.Sentence?.Contains("100 already waiting", StringComparison.Ordinal) == true, run.ToString()));
            var late = timeline.Runs.Where(run => run.CaughtUp && run.StartedAt is not null).ToList();
            Assert.All(late.Zip(late.Skip(1)), pair => Assert.True(pair.First.StartedAt <= pair.Second.StartedAt, $"{pair.First} | {pair.Second}"));
            Assert.InRange(timeline.MostActive, 0, 1);
            together += late.Count > 1 ? 1 : 0;
        });
        Assert.InRange(together, 50, Timelines.Count); // it happened
    }

    private static IEnumerable<RandomTimeline> Of(MisfirePolicy policy) => Timelines.Where(timeline => timeline.Policies.Misfire == policy);

    private static bool LaterDue(RandomTimeline timeline, TimelineRun run, DateTimeOffset at) =>
        timeline.Runs.Exists(other => other.Run.NominalTime > run.Run.NominalTime && other.Run.DueTime <= at);
}
