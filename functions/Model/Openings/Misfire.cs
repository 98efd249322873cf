using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Openings;

/// <summary>
/// Applies the misfire policy to a claimed run that is decided late: the same rule as <see cref="CatchUp"/> applies at the claim, over all
/// occurrences that are due by now, claimed or not. Pure. A run that waits in its agent's queue, or for other runs of its schedule, was
/// decided when it came and is not decided again; neither is a run whose agent was already called.
/// </summary>
internal static class Misfire
{
    /// <summary>Lateness up to which a run opens without looking for older ones of its schedule: messages are on time unless the app was down.</summary>
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(5);

    /// <summary>Upper bound of the time by which a run opens ahead of its second.</summary>
    private static readonly TimeSpan LongestAhead = TimeSpan.FromMinutes(2);

    /// <summary>Whether a run is so late that its schedule's misfire policy decides about it. Only scheduled runs are.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">Current time.</param>
    public static bool IsLate(Run run, DateTimeOffset now) => run.Trigger == RunTrigger.Schedule && now - run.DueTime > CatchUp.OnTime;

    /// <summary>Why a run does not start any more; null: it is on time, or it starts although it is late.</summary>
    /// <param name="run">The run; its agent was not called.</param>
    /// <param name="schedule">Its schedule, as it is now.</param>
    /// <param name="progress">
    /// The schedule's dispatch progress: of the spec's later occurrences, only those count that were claimed or stand due. The others do not
    /// exist: they exceed the run limit, or an edit made them part of the past. Null: all count. Without effect unless <see cref="DependsOnProgress"/>.
    /// </param>
    /// <param name="now">Current time.</param>
    /// <param name="window">Catch-up window if the schedule sets none; included.</param>
    public static RunReason? Objection(Run run, Schedule schedule, DispatchProgress? progress, DateTimeOffset now, TimeSpan window) =>
        Opening.IsTooLate(run, schedule, now, window) ? RunReason.WindowPassed
        : !IsLate(run, now) ? null
        : schedule.Policies.Misfire switch
        {
            MisfirePolicy.Skip => RunReason.Misfired,
            MisfirePolicy.FireAll => LaterDue(run, schedule, progress, now, CatchUp.MaxFireAll) ? RunReason.TooManyMissed : null,
            _ => LaterDue(run, schedule, progress, now, 1) ? RunReason.Coalesced : null,
        };

    /// <summary>Whether <see cref="Objection"/> has to know the schedule's dispatch progress: the run is late, and by the spec alone later occurrences would replace it.</summary>
    public static bool DependsOnProgress(Run run, Schedule schedule, DateTimeOffset now, TimeSpan window) =>
        Objection(run, schedule, progress: null, now, window) is RunReason.Coalesced or RunReason.TooManyMissed;

    /// <summary>
    /// Whether a run that got its slot when it opened is decided again before the first call of its agent: the decision is old, or the run was
    /// on time then and is late now.
    /// </summary>
    public static bool HasAged(Run run, DateTimeOffset now) =>
        run.StartedAt is { } decided && (now - decided > SchedulePolicies.ShortestWindow || (IsLate(run, now) && !IsLate(run, decided)));

    /// <summary>
    /// The overlap policy that applies to a run. <see cref="MisfirePolicy.FireAll"/> starts late occurrences one after the other, and with
    /// them those that came due until the last of them opened, whatever the schedule's policy is, unless that lets runs start concurrently.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="now">Current time.</param>
    public static OverlapPolicy OverlapOf(Run run, Schedule schedule, DateTimeOffset now) =>
        CatchesUp(run, schedule, now) ? OverlapPolicy.BufferAll
        : schedule.Policies is { Misfire: MisfirePolicy.FireAll, Overlap: OverlapPolicy.CancelOther } && !schedule.Buffered.IsEmpty ? OverlapPolicy.BufferAll // late ones wait there: an occurrence that is on time does not cancel them
        : schedule.Policies.Overlap;

    /// <summary>
    /// The schedule after a run entered it. A late run that catches up takes along all occurrences that are due by now; one that came before an
    /// older one keeps later ones from opening ahead, see <see cref="MayPrecedeUnopened"/>.
    /// </summary>
    public static Schedule Entered(Run run, Schedule entered, DateTimeOffset now, TimeSpan window)
    {
        if (run.Trigger != RunTrigger.Schedule)
        {
            return entered;
        }

        entered = IsLate(run, now) && CatchesUp(run, entered, now) ? entered with { CatchUpUntil = now } : entered;
        return run.NominalTime <= entered.EnteredUntil ? entered : entered with
        {
            EnteredUntil = run.NominalTime,
            OvertookAt = LeavesOut(run, entered, window) ? run.NominalTime : entered.OvertookAt,
        };
    }

    /// <summary>
    /// Whether an older occurrence of a run's schedule may still have to open, and may start then. After an outage, messages arrive in any order:
    /// a slot that a run gets ahead of its second would count as an active run against an older one.
    /// </summary>
    /// <param name="run">The run; it is not due yet.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="window">Catch-up window if the schedule sets none: occurrences before it do not start.</param>
    public static bool MayPrecedeUnopened(Run run, Schedule schedule, TimeSpan window)
    {
        if (schedule.Policies.Overlap == OverlapPolicy.AllowAll)
        {
            return false;
        }

        // Unless all catch up, an occurrence that is neither the latest nor on time does not start.
        var starts = schedule.Policies.Misfire == MisfirePolicy.FireAll ? schedule.Policies.CatchUpWindow ?? window : CatchUp.OnTime;
        return run.NominalTime <= schedule.OvertookAt + starts + LongestAhead || LeavesOut(run, schedule, window);
    }

    /// <summary>Whether a run is late enough that older runs of its schedule may not have opened yet; <see cref="OlderFrom"/> then says whether they have to open first.</summary>
    public static bool MayFollowOlder(Run run, DateTimeOffset now) => run.Trigger == RunTrigger.Schedule && now - run.DueTime > Punctual;

    /// <summary>From which nominal time on older claimed runs have to open before a run, so that late occurrences start in order. Null: none have to.</summary>
    /// <param name="run">The run; see <see cref="MayFollowOlder"/>.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="now">Current time.</param>
    /// <param name="window">Catch-up window if the schedule sets none: occurrences before it do not start.</param>
    public static DateTimeOffset? OlderFrom(Run run, Schedule schedule, DateTimeOffset now, TimeSpan window)
    {
        var from = now - (schedule.Policies.CatchUpWindow ?? window) - (schedule.Spec.Text.Jitter ?? TimeSpan.Zero);
        return schedule.Policies is { Misfire: MisfirePolicy.FireAll, Overlap: not OverlapPolicy.AllowAll } && schedule.Spec.NextAfter(from) < run.NominalTime ? from : null;
    }

    /// <summary>Whether occurrences between a run and the latest that entered before it may still start.</summary>
    private static bool LeavesOut(Run run, Schedule schedule, TimeSpan window)
    {
        var oldest = run.NominalTime - (schedule.Policies.CatchUpWindow ?? window) - LongestAhead;
        var entered = schedule.EnteredUntil ?? schedule.CreatedAt;
        return schedule.NextAfter(entered > oldest ? entered : oldest)?.NominalTime < run.NominalTime;
    }

    private static bool CatchesUp(Run run, Schedule schedule, DateTimeOffset now) =>
        run.Trigger == RunTrigger.Schedule
        && schedule.Policies is { Misfire: MisfirePolicy.FireAll, Overlap: not OverlapPolicy.AllowAll }
        && (IsLate(run, now) || run.DueTime <= schedule.CatchUpUntil);

    /// <summary>Whether at least <paramref name="count"/> later occurrences are due by now.</summary>
    private static bool LaterDue(Run run, Schedule schedule, DispatchProgress? progress, DateTimeOffset now, int count)
    {
        var next = Existing(schedule.NextAfter(run.NominalTime), progress);
        for (; next is { } later && later.DueTime <= now; next = Existing(schedule.NextAfter(later.NominalTime), progress))
        {
            if (--count == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An occurrence of the spec, or the first after it that exists; null: there is none.</summary>
    private static Occurrence? Existing(Occurrence? ofSpec, DispatchProgress? progress) =>
        progress is null || ofSpec?.NominalTime <= progress.ClaimedUntil || ofSpec?.NominalTime >= progress.Next?.NominalTime ? ofSpec
        : ofSpec is null ? null : progress.Next;
}
