using AgentSched.Model.Due;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Openings;

/// <summary>What the misfire policy makes of a claimed run that is decided late. The same over whole timelines: <see cref="MisfireTimelineTests"/>.</summary>
[Trait("shows", "house")]
[Trait("shows", "right-answers")]
public sealed class MisfireTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    [Theory] // policy; spec; opened at (due at 09:00:00); why it does not start, null: it starts
    [InlineData(MisfirePolicy.Skip,       "0 * * * *",   "09:00:00", null)]
    [InlineData(MisfirePolicy.Skip,       "0 * * * *",   "09:01:00", null)]                   // a minute: on time
    [InlineData(MisfirePolicy.Skip,       "0 * * * *",   "09:01:01", RunReason.Misfired)]
    [InlineData(MisfirePolicy.Skip,       "0 * * * *",   "09:02:36", RunReason.Misfired)]
    [InlineData(MisfirePolicy.Skip,       "0 * * * *",   "09:03:51", RunReason.Misfired)]
    [InlineData(MisfirePolicy.Skip,       "0 * * * *",   "09:05:01", RunReason.WindowPassed)] // the window is asked first
    [InlineData(MisfirePolicy.FireLatest, "0 * * * *",   "09:03:51", null)]                   // it is the latest
    [InlineData(MisfirePolicy.FireLatest, "* * * * *",   "09:01:00", null)]                   // on time, although another one is due
    [InlineData(MisfirePolicy.FireLatest, "* * * * *",   "09:01:01", RunReason.Coalesced)]
    [InlineData(MisfirePolicy.FireLatest, "*/4 * * * *", "09:03:59", null)]
    [InlineData(MisfirePolicy.FireLatest, "*/4 * * * *", "09:04:00", RunReason.Coalesced)]    // in the second in which the next one is due
    [InlineData(MisfirePolicy.FireLatest, "* * * * *",   "09:05:01", RunReason.WindowPassed)]
    [InlineData(MisfirePolicy.FireAll,    "* * * * *",   "09:02:36", null)]
    [InlineData(MisfirePolicy.FireAll,    "* * * * *",   "09:05:00", null)]
    [InlineData(MisfirePolicy.FireAll,    "* * * * *",   "09:05:01", RunReason.WindowPassed)]
    [InlineData(MisfirePolicy.FireAll,    "PT2S",        "09:03:19", null)]
    [InlineData(MisfirePolicy.FireAll,    "PT2S",        "09:03:20", RunReason.TooManyMissed)] // 100 later ones
    public void A_late_run_starts_as_the_policy_says(MisfirePolicy policy, string spec, string at, RunReason? expected)
    {
        var schedule = With(policy, spec: spec);
        Assert.Equal(expected, Misfire.Objection(A.Run(Due), schedule, progress: null, A.At(at), Window));
        var opened = Opening.Decide(A.Run(Due), schedule, A.Agent(Due), AgentQueue.Empty, A.At(at), Window);
        Assert.Equal((expected is null ? RunStatus.Running : RunStatus.Missed, expected), (opened.Run.Status, opened.Run.Reason));
        Assert.Equal(expected is { } reason ? Claim.Sentence(reason) : null, opened.Run.Sentence);
    }

    [Theory] // policy, what started the run; nobody decides about these by a misfire policy
    [InlineData(MisfirePolicy.Skip,       RunTrigger.Chain)]
    [InlineData(MisfirePolicy.FireLatest, RunTrigger.Chain)]
    [InlineData(MisfirePolicy.Skip,       RunTrigger.Backfill)]
    [InlineData(MisfirePolicy.FireLatest, RunTrigger.Backfill)]
    [InlineData(MisfirePolicy.FireAll,    RunTrigger.Chain)]
    public void Only_scheduled_runs_misfire(MisfirePolicy policy, RunTrigger trigger)
    {
        var run = A.Run(Due) with { Trigger = trigger };
        Assert.Null(Misfire.Objection(run, With(policy), progress: null, A.At("09:04"), Window));
        Assert.Equal(OverlapPolicy.Skip, Misfire.OverlapOf(run, With(policy), A.At("09:04")));
        Assert.False(Misfire.MayFollowOlder(run, A.At("09:04")));
    }

    [Theory] // every minute, opened at 09:02:36; claimed until, the due row; whether another one runs in its place
    [InlineData("09:02", "09:03", true)]
    [InlineData("09:00", "09:01", true)]  // not claimed yet
    [InlineData("09:01", "09:02", true)]
    [InlineData("09:00", null,    false)] // the last that maxRuns permits
    [InlineData("09:01", null,    true)]  // the last but one
    [InlineData("09:00", "09:03", false)] // an edit looks ahead: 09:01 and 09:02 do not exist
    [InlineData("09:00", "09:02", true)]  // 09:01 does not exist, 09:02 does
    [InlineData(null,    null,    false)] // no row: nothing is known to come
    public void A_run_is_coalesced_only_into_one_that_exists(string? claimedUntil, string? next, bool expected)
    {
        var progress = new DispatchProgress(At(next) is { } due ? new Occurrence(due, due) : null, At(claimedUntil), Fired: 1);
        var schedule = With(MisfirePolicy.FireLatest, spec: "* * * * *");
        Assert.True(Misfire.DependsOnProgress(A.Run(Due), schedule, A.At("09:02:36"), Window));
        Assert.Equal(expected ? RunReason.Coalesced : null, Misfire.Objection(A.Run(Due), schedule, progress, A.At("09:02:36"), Window));

        static DateTimeOffset? At(string? time) => time is null ? null : A.At(time);
    }

    [Theory] // policy, spec, opened at; whether the answer is in the dispatch progress
    [InlineData(MisfirePolicy.FireLatest, "* * * * *", "09:00:30", false)] // nobody is late: no request
    [InlineData(MisfirePolicy.FireLatest, "* * * * *", "09:01:00", false)]
    [InlineData(MisfirePolicy.FireLatest, "* * * * *", "09:01:01", true)]
    [InlineData(MisfirePolicy.FireLatest, "0 * * * *", "09:04:00", false)]
    [InlineData(MisfirePolicy.FireLatest, "* * * * *", "09:05:01", false)]
    [InlineData(MisfirePolicy.Skip,       "* * * * *", "09:04:00", false)]
    [InlineData(MisfirePolicy.FireAll,    "* * * * *", "09:04:00", false)]
    [InlineData(MisfirePolicy.FireAll,    "PT2S",      "09:04:00", true)]
    public void The_dispatch_progress_is_read_only_where_it_decides(MisfirePolicy policy, string spec, string at, bool expected) =>
        Assert.Equal(expected, Misfire.DependsOnProgress(A.Run(Due), With(policy, spec: spec), A.At(at), Window));

    [Theory] // misfire, overlap; opened at (due at 09:00); catch-up until; other runs: active, waiting; what becomes of it
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "09:02:36", null,       0, 0,   RunStatus.Running)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "09:02:36", null,       1, 0,   RunStatus.Waiting)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "09:02:36", null,       1, 99,  RunStatus.Waiting)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "09:02:36", null,       1, 100, RunStatus.Skipped)] // what does not fit is recorded
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.BufferOne,   "09:02:36", null,       1, 1,   RunStatus.Waiting)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.BufferAll,   "09:02:36", null,       1, 1,   RunStatus.Waiting)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.CancelOther, "09:02:36", null,       1, 0,   RunStatus.Waiting)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.AllowAll,    "09:02:36", null,       1, 0,   RunStatus.Running)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "09:00:51", "09:00:50", 1, 1,   RunStatus.Waiting)] // due when late ones opened
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "09:00:51", "08:59:59", 1, 0,   RunStatus.Skipped)] // came due after that
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "09:00:00", null,       1, 0,   RunStatus.Skipped)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.CancelOther, "09:00:00", null,       1, 0,   RunStatus.Queued)]  // cancels the active one first
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.CancelOther, "09:00:00", "08:59:59", 1, 2,   RunStatus.Waiting)] // late ones wait: it cancels none of them
    [InlineData(MisfirePolicy.FireLatest, OverlapPolicy.Skip,        "09:02:36", null,       1, 0,   RunStatus.Skipped)] // as ever
    [InlineData(MisfirePolicy.FireLatest, OverlapPolicy.CancelOther, "09:02:36", null,       1, 0,   RunStatus.Queued)]
    [InlineData(MisfirePolicy.Skip,       OverlapPolicy.Skip,        "09:00:59", null,       1, 0,   RunStatus.Skipped)]
    [InlineData(MisfirePolicy.Skip,       OverlapPolicy.BufferAll,   "09:02:36", null,       1, 0,   RunStatus.Missed)]
    public void Late_runs_under_fireAll_wait_for_each_other_whatever_overlap_says(
        MisfirePolicy misfire, OverlapPolicy overlap, string at, string? catchUpUntil, int active, int waiting, RunStatus expected)
    {
        var older = Enumerable.Range(1, active + waiting).Select(minutes => RunId.ForOccurrence(A.ScheduleId, Due.AddMinutes(-minutes))).ToList();
        var schedule = With(misfire, overlap, misfire == MisfirePolicy.FireLatest ? "0 * * * *" : "* * * * *") with
        {
            CatchUpUntil = catchUpUntil is null ? null : A.At(catchUpUntil),
            ActiveRuns = [.. older.Take(active)],
            Buffered = [.. older.Skip(active).OrderBy(run => run.NominalTime)],
        };
        var opened = Opening.Decide(A.Run(Due), schedule, A.Agent(Due) with { MaxConcurrent = 9 }, AgentQueue.Empty, A.At(at), Window);
        Assert.Equal(expected, opened.Run.Status);
        Assert.Equal(expected == RunStatus.Queued, !opened.Supersedes.IsEmpty);
        if (expected == RunStatus.Skipped)
        {
            Assert.Equal(RunReason.Overlap, opened.Run.Reason);
        }

        // A late one that catches up takes along all that are due by then.
        var takesAlong = A.At(at) - Due > TimeSpan.FromMinutes(1) && misfire == MisfirePolicy.FireAll && overlap != OverlapPolicy.AllowAll && !expected.HasEnded();
        Assert.Equal(takesAlong ? A.At(at) : schedule.CatchUpUntil, opened.Schedule!.CatchUpUntil);
    }

    [Theory] // the minutes of those that wait; the minute of the one that comes; the order
    [InlineData("",      5, "5")]
    [InlineData("1 2 3", 5, "1 2 3 5")]
    [InlineData("1 3 5", 2, "1 2 3 5")]
    [InlineData("3 5",   1, "1 3 5")]
    [InlineData("3 5",   3, "3 3 5")] // behind its equals
    public void Those_that_wait_stand_in_order_of_their_time_however_they_come(string waiting, int minute, string expected)
    {
        var schedule = With(MisfirePolicy.FireAll) with { Buffered = [.. waiting.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => Id(int.Parse(text)))] };
        Assert.Equal(expected, string.Join(' ', schedule.Buffer(Id(minute)).Buffered.Select(run => run.NominalTime.Minute)));

        static RunId Id(int minute) => RunId.ForOccurrence(A.ScheduleId, Due.AddMinutes(minute));
    }

    [Theory] // misfire, overlap, spec; opened at (due at 09:00); from when on older ones are looked for; null: there is no need
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,     "* * * * *",   "09:02:36", "08:57:36")]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,     "* * * * *",   "09:00:36", "08:55:36")] // an older one may be late
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,     "*/5 * * * *", "09:02:36", null)]       // 08:55 is beyond the window
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.AllowAll, "* * * * *",   "09:02:36", null)]
    [InlineData(MisfirePolicy.FireLatest, OverlapPolicy.Skip,     "* * * * *",   "09:02:36", null)]
    [InlineData(MisfirePolicy.Skip,       OverlapPolicy.Skip,     "* * * * *",   "09:02:36", null)]
    public void Older_runs_open_first_where_all_of_them_start(MisfirePolicy misfire, OverlapPolicy overlap, string spec, string at, string? expected)
    {
        Assert.True(Misfire.MayFollowOlder(A.Run(Due), A.At(at)));
        Assert.Equal(expected, Misfire.OlderFrom(A.Run(Due), With(misfire, overlap, spec), A.At(at), Window)?.ToString("HH:mm:ss"));
    }

    [Theory] // had its slot at (due at 09:00); called at; whether that is decided again
    [InlineData("09:00:00", "09:00:00", false)] // a slot ahead
    [InlineData("09:00:00", "09:00:10", false)]
    [InlineData("09:00:00", "09:00:11", true)]
    [InlineData("09:00:00", "09:02:36", true)]
    [InlineData("09:00:55", "09:01:00", false)]
    [InlineData("09:00:55", "09:01:01", true)]  // on time then, late now
    [InlineData("09:02:36", "09:02:40", false)] // late, and decided just now
    [InlineData("09:02:36", "09:03:51", true)]
    [InlineData(null,       "09:03:51", false)]
    public void A_slot_that_was_not_used_for_long_is_decided_again(string? slot, string called, bool expected) =>
        Assert.Equal(expected, Misfire.HasAged(A.Run(Due) with { StartedAt = slot is null ? null : A.At(slot) }, A.At(called)));

    [Theory]
    [InlineData("08:59:50", false)]
    [InlineData("09:00:00", false)]
    [InlineData("09:00:05", false)]
    [InlineData("09:00:06", true)]
    public void A_run_that_opens_on_time_looks_for_nobody(string at, bool expected) => Assert.Equal(expected, Misfire.MayFollowOlder(A.Run(Due), A.At(at)));

    private static Schedule With(MisfirePolicy misfire, OverlapPolicy overlap = OverlapPolicy.Skip, string spec = "* * * * *") => A.Schedule(Due) with
    {
        Spec = spec[0] == 'P' ? ScheduleSpec.Parse(new SpecText { Every = System.Xml.XmlConvert.ToTimeSpan(spec), Anchor = Due }) : ScheduleSpec.Parse(spec, "UTC"),
        Policies = new SchedulePolicies { Misfire = misfire, Overlap = overlap },
    };
}
