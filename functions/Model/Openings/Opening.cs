using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Rows;

namespace AgentSched.Model.Openings;

/// <summary>
/// Decides what becomes of a claimed run when its time has come. Pure. Whether the schedule still wants it is asked here and
/// not at the claim, so that an edit takes effect up to the last second.
/// </summary>
internal static class Opening
{
    /// <summary>Why a run that was too late did not start.</summary>
    public const string WindowPassed = "nobody could start it within the catch-up window";

    /// <param name="run">The run.</param>
    /// <param name="schedule">Null: there is none any more.</param>
    /// <param name="agent">Null: there is none any more.</param>
    /// <param name="queue">The agent's.</param>
    /// <param name="now">The moment.</param>
    /// <param name="window">How late it may start where the schedule does not say; included.</param>
    /// <param name="maxCostUsd">What any run of the deployment may cost at most. Null: no limit.</param>
    /// <param name="othersStoodStill">Whether the schedule's active runs are still there only because of a crash: then this one waits for them where it would be skipped, unless another does already.</param>
    public static Opened Decide(
        Run run, Schedule? schedule, Agent? agent, AgentQueue queue, DateTimeOffset now, TimeSpan window, decimal? maxCostUsd = null, bool othersStoodStill = false)
    {
        var withdrawn = Withdrawn(run, schedule);
        var claimed = run;
        run = schedule is null or { DeletedAt: not null } ? run : Fill(run, schedule, agent, maxCostUsd);
        if (withdrawn is { } no)
        {
            return Ends(RunStatus.Cancelled, no.Reason, no.Sentence);
        }

        if (IsTooLate(run, schedule!, now, window))
        {
            return Ends(RunStatus.Missed, RunReason.WindowPassed, WindowPassed);
        }

        if (Objection(agent, run) is { } objection)
        {
            return Ends(RunStatus.Failed, objection.Reason, objection.Sentence);
        }

        if (run.Trigger == RunTrigger.Backfill)
        {
            return DecideBackfilled(claimed, run, schedule!, agent!, queue, now);
        }

        return Overlap.Decide(schedule!.Policies.Overlap, schedule.ActiveRuns.Length, schedule.Buffered.Length) switch
        {
            OverlapDecision.Skip when othersStoodStill && schedule.Buffered.IsEmpty => new Opened(run.Become(RunStatus.Waiting), queue, schedule.Buffer(run.Id)),
            OverlapDecision.Skip => Ends(RunStatus.Skipped, RunReason.Overlap, schedule.Buffered.IsEmpty
                ? "the schedule's previous run was still active"
                : string.Create(CultureInfo.InvariantCulture, $"the schedule's previous run was still active, and {schedule.Buffered.Length} waited for it already")),
            OverlapDecision.Wait => new Opened(run.Become(RunStatus.Waiting), queue, schedule.Buffer(run.Id)),
            OverlapDecision.CancelThenStart => new Opened(run, queue, schedule) { Supersedes = schedule.ActiveRuns.AddRange(schedule.Buffered) },
            _ => Admit(run, schedule, agent!, queue, now),
        };

        Opened Ends(RunStatus status, RunReason reason, string sentence) => new(run.End(status, reason, sentence, now), queue, schedule);
    }

    /// <summary>
    /// The same before the run's second: it gets its slot where nothing can come in between that would have it decided otherwise, but for
    /// an edit, which marks it (<see cref="EarlyRunMarks"/>). Else it stays as it was claimed, and is decided when its second comes.
    /// </summary>
    /// <remarks>
    /// What has to do with money waits for its second, and with it for its day. So does what has to wait for others, or is refused. A run
    /// whose schedule has jitter does too: from its id alone nobody could tell that its second is still to come.
    /// </remarks>
    public static Opened DecideAhead(Run run, Schedule? schedule, Agent? agent, AgentQueue queue, TimeSpan window, decimal? maxCostUsd = null)
    {
        var stays = new Opened(run, queue, schedule);
        if (run.Trigger != RunTrigger.Schedule || run.DueTime != run.NominalTime || run.AsksOwner || agent?.Limits is not null)
        {
            return stays;
        }

        var opened = Decide(run, schedule, agent, queue, run.DueTime, window, maxCostUsd);
        return opened.Run.Status == RunStatus.Running ? opened : stays;
    }

    /// <summary>Whether a scheduled run that nobody called its agent for is later than its catch-up window.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="now">The moment.</param>
    /// <param name="window">As above.</param>
    public static bool IsTooLate(Run run, Schedule schedule, DateTimeOffset now, TimeSpan window) =>
        run.Trigger == RunTrigger.Schedule && now - run.DueTime > (schedule.Policies.CatchUpWindow ?? window);

    /// <summary>Whether a run with a slot is still there only because of a crash: its agent was not called for long after its second, or a call was cut off and is made again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The moment.</param>
    /// <param name="after">How long after its start a run without a call stands still.</param>
    public static bool StandsStill(Run run, DateTimeOffset now, TimeSpan after) => run.Status == RunStatus.Running
        && (run.Attempts == 0 ? now - run.StartedAt >= after : run.AcceptedAt is null && run.Attempts > run.Failures + 1);

    /// <summary>Why the schedule does not want a run that was claimed for it; null: it does.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Null: there is none any more.</param>
    public static (RunReason Reason, string Sentence)? Withdrawn(Run run, Schedule? schedule) =>
        schedule is null or { DeletedAt: not null } ? (RunReason.ScheduleDeleted, "the schedule was deleted before the run started")
        : !schedule.Enabled || (run.Trigger != RunTrigger.Backfill && run.NominalTime < schedule.PausedUntil)
            ? (RunReason.ScheduleDisabled, "the schedule was disabled or paused before the run started")
        : run.Trigger != RunTrigger.Chain && !schedule.Spec.FiresAt(run.NominalTime)
            ? (RunReason.ScheduleChanged, "the schedule was changed and has no occurrence at that time any more")
        : null;

    /// <summary>
    /// A run that fills in for a time past gives way to all others: where one of its schedule is active, or its agent's line is full,
    /// it stays as it was claimed, and the sweep asks again.
    /// </summary>
    private static Opened DecideBackfilled(Run claimed, Run run, Schedule schedule, Agent agent, AgentQueue queue, DateTimeOffset now)
    {
        if (Overlap.Decide(schedule.Policies.Overlap, schedule.ActiveRuns.Length, schedule.Buffered.Length) != OverlapDecision.Start)
        {
            return new Opened(claimed, queue, schedule);
        }

        var opened = Admit(run, schedule, agent, queue, now);
        return opened.Run.Status.HasEnded() ? new Opened(claimed, queue, schedule) : opened;
    }

    /// <summary>A run that waited for others of its schedule has its turn; it was in time when it came, so the window is not asked again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Without the run among those that wait.</param>
    /// <param name="agent">As above.</param>
    /// <param name="queue">As above.</param>
    /// <param name="now">As above.</param>
    public static Opened DecideBuffered(Run run, Schedule schedule, Agent? agent, AgentQueue queue, DateTimeOffset now)
    {
        return schedule.DeletedAt is not null ? Ends(RunStatus.Cancelled, RunReason.ScheduleDeleted, "the schedule was deleted before the run started")
            : !schedule.Enabled ? Ends(RunStatus.Cancelled, RunReason.ScheduleDisabled, "the schedule was disabled before the run started")
            : Objection(agent, run) is { } objection ? Ends(RunStatus.Failed, objection.Reason, objection.Sentence)
            : Admit(run, schedule, agent!, queue, now);

        Opened Ends(RunStatus status, RunReason reason, string sentence) => new(run.End(status, reason, sentence, now), queue, schedule);
    }

    /// <summary>What a run does, as its schedule says now, with the message's placeholders filled in.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="agent">Null: there is none any more.</param>
    /// <param name="maxCostUsd">As above: it may have become less since the schedule was saved.</param>
    public static Run Fill(Run run, Schedule schedule, Agent? agent, decimal? maxCostUsd) => run with
    {
        ScheduleId = schedule.Id,
        ScheduleName = schedule.Name,
        Owner = schedule.Owner,
        Message = Placeholders.Fill(schedule.Message, Placeholders.Of(run, schedule)),
        Previous = run.Previous is { } previous ? previous with { Response = null } : null, // its record has it
        Context = schedule.Context,
        Settings = schedule.Settings,
        MaxCostUsd = schedule.MaxCostUsdPerRun < maxCostUsd ? schedule.MaxCostUsdPerRun : maxCostUsd ?? schedule.MaxCostUsdPerRun,
        Timeout = Shorter(schedule.Timeout, agent?.Timeout),
        Retries = schedule.Policies.Retries,
        RetryTimeouts = schedule.Policies.RetryTimeouts,
    };

    private static Opened Admit(Run run, Schedule schedule, Agent agent, AgentQueue queue, DateTimeOffset now)
    {
        var arrival = BudgetGate.Enter(queue, run, agent, now);
        return arrival.Admission switch
        {
            Admission.Runs => new Opened(run.Start(now), arrival.Queue, schedule.Enter(run.Id)),
            Admission.Waits => new Opened(arrival.Wait(run), arrival.Queue, schedule.Enter(run.Id)),
            Admission.Rejected => new Opened(run.End(RunStatus.Rejected, RunReason.BudgetSpent, arrival.Sentence!, now), queue, schedule),
            _ => new Opened(run.End(RunStatus.Failed, RunReason.QueueFull, QueueFull(queue, run), now), queue, schedule),
        };
    }

    private static (RunReason Reason, string Sentence)? Objection(Agent? agent, Run run) =>
        agent is null ? (RunReason.AgentMissing, $"there is no agent \"{run.Agent}\" any more")
        : !agent.Enabled ? (RunReason.AgentDisabled, $"agent \"{agent.Name}\" is disabled")
        : null;

    private static string QueueFull(AgentQueue queue, Run run) => string.Create(
        CultureInfo.InvariantCulture, $"Agent queue full ({queue.Waiting.Length} waiting), skipping {(run.Trigger == RunTrigger.Chain ? "chained" : "scheduled")} run");

    private static TimeSpan? Shorter(TimeSpan? wanted, TimeSpan? most) => wanted < most ? wanted : most ?? wanted;
}
