using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ClaimTests
{
    private static readonly DateTimeOffset Now = A.At("09:30");
    private static readonly DueSchedule Row = A.Due(A.Schedule(A.At("08:00"), "*/10 * * * *"), A.At("09:00"));

    [Theory] // the plan: occurrences that start, that are missed, next; the last nominal time that the claim deals with
    [InlineData("09:00",       "",                                   "09:10", "09:00")]
    [InlineData("09:00 09:10", "",                                   "09:20", "09:10")]
    [InlineData("",            "09:00 WindowPassed",                 "09:10", "09:00")]
    [InlineData("09:20",       "09:00 WindowPassed,09:10 Coalesced", "09:30", "09:20")]
    [InlineData("09:00",       "09:10 Misfired",                     null,    "09:10")] // the schedule has no occurrences left
    public void A_plan_becomes_queued_runs_records_of_the_missed_and_the_next_due_row(string start, string missed, string? next, string until)
    {
        var claim = Claim.Of(Row, Plan(start, missed, next), Now)!;
        Assert.Same(Row, claim.Due);
        Assert.Equal(start, string.Join(' ', claim.Runs.Select(run => Clock(run.DueTime))));
        Assert.Equal(missed, string.Join(',', claim.Missed.Select(run => $"{Clock(run.DueTime)} {run.Reason}")));
        Assert.Equal((next, until), (claim.Next is { } one ? Clock(one.DueTime) : null, Clock(claim.Until)));
        Assert.All(claim.Runs, run => Assert.Equal((RunStatus.Queued, null, null), (run.Status, run.FinishedAt, run.Sentence)));
        Assert.All(claim.Missed, run => Assert.Equal((RunStatus.Missed, Now, null), (run.Status, run.FinishedAt, run.StartedAt)));
        Assert.All(claim.Runs.Concat(claim.Missed), run => Assert.Equal(
            ("main", "alice", A.ScheduleId, "ann", RunTrigger.Schedule, Now), (run.Tenant, run.Agent, run.ScheduleId, run.Owner, run.Trigger, run.ClaimedAt)));
    }

    [Fact]
    public void A_plan_without_occurrences_is_no_claim() => Assert.Null(Claim.Of(Row, Plan("", "", "09:00"), Now));

    [Theory] // reason; the sentence of the record
    [InlineData(RunReason.WindowPassed,  "could not be started within the catch-up window")]
    [InlineData(RunReason.Coalesced,     "could not be started on time; a later occurrence runs instead")]
    [InlineData(RunReason.Misfired,      "could not be started on time, and the schedule does not start late occurrences (misfire: skip)")]
    [InlineData(RunReason.TooManyMissed, "could not be started on time; of the late occurrences only the latest 100 start")]
    public void A_missed_occurrence_says_why_it_did_not_start(RunReason reason, string sentence) =>
        Assert.Equal(sentence, Assert.Single(Claim.Of(Row, Plan("", $"09:00 {reason}", "09:10"), Now)!.Missed).Sentence);

    [Theory] // claimed before up to; the plan: occurrences that start, that are missed; whether some may be known
    [InlineData(null,    "09:00",       "",                   false)]
    [InlineData("08:50", "09:00",       "",                   false)]
    [InlineData("09:00", "09:00",       "",                   true)] // the end is included
    [InlineData("09:05", "09:10",       "",                   false)]
    [InlineData("09:05", "09:00 09:10", "",                   true)]
    [InlineData("09:00", "",            "09:00 WindowPassed", true)]
    [InlineData("09:00", "09:10",       "09:00 Coalesced",    true)]
    public void After_an_edit_occurrences_up_to_the_last_claim_may_be_known(string? claimedUntil, string start, string missed, bool expected)
    {
        var row = Row with { ClaimedUntil = claimedUntil is null ? null : A.At(claimedUntil) };
        Assert.Equal(expected, Claim.Of(row, Plan(start, missed, next: null), Now)!.MayOverlapEarlierClaims);
    }

    [Fact]
    public void The_id_follows_from_schedule_and_nominal_time_alone()
    {
        var occurrence = new Occurrence(A.At("09:00"), A.At("09:07"));
        var run = Claim.Queued(Row, occurrence, Now);
        Assert.Equal((RunId.ForOccurrence(A.ScheduleId, A.At("09:00")), A.At("09:00"), A.At("09:07")), (run.Id, run.NominalTime, run.DueTime));
        Assert.Equal(run.Id, Claim.Queued(Row with { Owner = "ben", Agent = "bob" }, occurrence with { DueTime = A.At("09:00") }, A.At("10:00")).Id); // edited, and claimed again
        Assert.NotEqual(run.Id, Claim.Queued(Row with { ScheduleId = "another-schedule" }, occurrence, Now).Id);
    }

    [Fact]
    public void Whatever_the_plan_each_occurrence_is_a_run_or_a_record_and_never_both() => Assert.All(RandomTick.Many(300), tick =>
    {
        var plan = tick.Plan();
        if (Claim.Of(tick.Due, plan, tick.Now) is not { } claim)
        {
            Assert.Empty(plan.Start);
            Assert.Empty(plan.Missed);
            return;
        }

        Run[] all = [.. claim.Runs, .. claim.Missed];
        Assert.Equal(all.Length, all.Select(run => run.Id).Distinct().Count());
        Assert.All(all, run => Assert.Equal(RunId.ForOccurrence(tick.Due.ScheduleId, run.NominalTime), run.Id));
        Assert.All(claim.Runs, run => Assert.Equal(RunStatus.Queued, run.Status));
        Assert.All(claim.Missed, run => Assert.Equal(RunStatus.Missed, run.Status));
        Assert.Equal((plan.Start.Count, plan.Missed.Count, plan.Next), (claim.Runs.Count, claim.Missed.Count, claim.Next));
        Assert.Equal(all.Max(run => run.NominalTime), claim.Until);
        Assert.False(claim.Next?.NominalTime <= claim.Until);
    });

    private static CatchUpPlan Plan(string start, string missed, string? next) => new(
        [.. start.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(At)],
        [.. missed.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' ')).Select(one => new MissedOccurrence(At(one[0]), Enum.Parse<RunReason>(one[1])))],
        next is null ? null : At(next));

    private static Occurrence At(string time) => new(A.At(time), A.At(time));

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm");
}
