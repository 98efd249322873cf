using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Due;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Model.Openings;

/// <summary>
/// Decides what a claimed run does when it comes due. Pure. The schedule is checked here and not at the claim, so that an edit takes
/// effect up to the last second.
/// </summary>
internal static class Opening
{
    /// <summary>Sentence of a run that waited behind its agent's full queue for too long.</summary>
    public const string StayedFull = "the agent's queue was full, and no slot was free within the catch-up window";

    /// <param name="run">The run.</param>
    /// <param name="schedule">Null: it no longer exists.</param>
    /// <param name="agent">Null: it no longer exists.</param>
    /// <param name="queue">The agent's queue.</param>
    /// <param name="now">Current time.</param>
    /// <param name="window">Catch-up window if the schedule sets none; included.</param>
    /// <param name="maxCostUsd">The deployment's maximum cost of a run. Null: no limit.</param>
    /// <param name="othersStalled">Whether a crash stalled the schedule's active runs: the run then waits instead of being skipped, unless another one already waits.</param>
    /// <param name="progress">The schedule's dispatch progress. Null: not read, because <see cref="Misfire.DependsOnProgress"/> is false.</param>
    /// <param name="accessLoss">Why the schedule's owner may no longer use the agent. Null: it may.</param>
    public static Opened Decide(
        Run run, Schedule? schedule, Agent? agent, AgentQueue queue, DateTimeOffset now, TimeSpan window, decimal? maxCostUsd = null, bool othersStalled = false, DispatchProgress? progress = null, string? accessLoss = null)
    {
        var withdrawn = Withdrawn(run, schedule);
        var claimed = run;
        run = schedule is null or { DeletedAt: not null } ? run : Fill(run, schedule, agent, maxCostUsd);
        if (withdrawn is { } no)
        {
            return Ends(RunStatus.Cancelled, no.Reason, no.Sentence);
        }

        if (Misfire.Objection(run, schedule!, progress, now, window) is { } late)
        {
            return Ends(RunStatus.Missed, late, Claim.Sentence(late));
        }

        if (accessLoss is not null)
        {
            return Ends(RunStatus.Rejected, RunReason.AccessLost, accessLoss);
        }

        if (Objection(agent, run) is { } objection)
        {
            return Ends(RunStatus.Failed, objection.Reason, objection.Sentence);
        }

        if (run.Trigger == RunTrigger.Backfill)
        {
            return DecideBackfilled(claimed, run, schedule!, agent!, queue, now);
        }

        var opened = Overlap.Decide(Misfire.OverlapOf(run, schedule!, now), schedule!.ActiveRuns.Length, schedule.Buffered.Length) switch
        {
            OverlapDecision.Skip when othersStalled && schedule.Buffered.IsEmpty => new Opened(run.Become(RunStatus.Waiting), queue, schedule.Buffer(run.Id)),
            OverlapDecision.Skip => Ends(RunStatus.Skipped, RunReason.Overlap, schedule.Buffered.IsEmpty
                ? "the schedule's previous run was still active"
                : string.Create(CultureInfo.InvariantCulture, $"the schedule's previous run was still active ({schedule.Buffered.Length} already waiting)")),
            OverlapDecision.Wait => new Opened(run.Become(RunStatus.Waiting), queue, schedule.Buffer(run.Id)),
            OverlapDecision.CancelThenStart => new Opened(run, queue, schedule) { Supersedes = schedule.ActiveRuns.AddRange(schedule.Buffered) },
            _ => Admit(run, schedule, agent!, queue, now, run.DueTime + WindowOf(schedule, window)),
        };
        return opened.Run.Status is RunStatus.Running or RunStatus.Waiting ? opened with { Schedule = Misfire.Entered(run, opened.Schedule!, now, window) } : opened;

        Opened Ends(RunStatus status, RunReason reason, string sentence) => new(run.End(status, reason, sentence, now), queue, schedule);
    }

    /// <summary>
    /// Decides a run before it is due. The run gets its slot early if only an edit could still change the decision; an edit marks the run
    /// (<c>EarlyRunMarks</c>). Otherwise the run stays as it was claimed and is decided when it comes due.
    /// </summary>
    /// <remarks>
    /// Runs under a budget are decided when due, because that determines the day they count in. So are runs that must wait or are refused, and
    /// runs of a schedule with jitter: the run id alone does not show that such a run is not due yet. So are runs before which an older one of
    /// the schedule may still have to open.
    /// </remarks>
    public static Opened DecideEarly(Run run, Schedule? schedule, Agent? agent, AgentQueue queue, TimeSpan window, decimal? maxCostUsd = null, string? accessLoss = null)
    {
        var stays = new Opened(run, queue, schedule);
        if (run.Trigger != RunTrigger.Schedule || run.DueTime != run.NominalTime || run.AsksOwner || agent?.Limits is not null
            || schedule is null || Misfire.MayPrecedeUnopened(run, schedule, window))
        {
            return stays;
        }

        var opened = Decide(run, schedule, agent, queue, run.DueTime, window, maxCostUsd, accessLoss: accessLoss);
        return opened.Run.Status == RunStatus.Running ? opened : stays;
    }

    /// <summary>Whether a scheduled run whose agent was not called is later than its catch-up window.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="now">Current time.</param>
    /// <param name="window">Catch-up window if the schedule sets none; included.</param>
    public static bool IsTooLate(Run run, Schedule schedule, DateTimeOffset now, TimeSpan window) =>
        run.Trigger == RunTrigger.Schedule && now - run.DueTime > WindowOf(schedule, window);

    /// <summary>Whether a run with a slot is stalled by a crash: its agent was not called for long after its start, or an interrupted call is being repeated.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">Current time.</param>
    /// <param name="after">Time after its start from which a run without a call is stalled.</param>
    public static bool IsStalled(Run run, DateTimeOffset now, TimeSpan after) => run.Status == RunStatus.Running
        && (run.Attempts == 0 ? now - run.StartedAt >= after : run.AcceptedAt is null && run.Attempts > run.Failures + 1);

    /// <summary>Why the schedule no longer wants a claimed run; null: it still does.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Null: it no longer exists.</param>
    public static (RunReason Reason, string Sentence)? Withdrawn(Run run, Schedule? schedule) =>
        schedule is null or { DeletedAt: not null } ? (RunReason.ScheduleDeleted, "the schedule was deleted before the run started")
        : !schedule.Enabled || (run.Trigger != RunTrigger.Backfill && run.NominalTime < schedule.PausedUntil)
            ? (RunReason.ScheduleDisabled, "the schedule was disabled or paused before the run started")
        : run.Trigger != RunTrigger.Chain && !schedule.Spec.FiresAt(run.NominalTime)
            ? (RunReason.ScheduleChanged, "the schedule was changed and no longer has an occurrence at that time")
        : null;

    /// <summary>
    /// Decides a backfill run, which yields to all others: if another run of its schedule is active, or its agent's queue is full, it stays
    /// as it was claimed, and the sweep tries again.
    /// </summary>
    private static Opened DecideBackfilled(Run claimed, Run run, Schedule schedule, Agent agent, AgentQueue queue, DateTimeOffset now)
    {
        if (Overlap.Decide(schedule.Policies.Overlap, schedule.ActiveRuns.Length, schedule.Buffered.Length) != OverlapDecision.Start)
        {
            return new Opened(claimed, queue, schedule);
        }

        var opened = Admit(run, schedule, agent, queue, now, startBy: null);
        return opened.Run.Status.HasEnded() ? new Opened(claimed, queue, schedule) : opened;
    }

    /// <summary>Decides a run that waited for other runs of its schedule. The catch-up window was checked on its arrival and is not checked again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule, with the run already removed from the buffered runs.</param>
    /// <param name="agent">Null: it no longer exists.</param>
    /// <param name="queue">The agent's queue.</param>
    /// <param name="now">Current time.</param>
    /// <param name="window">Catch-up window if the schedule sets none: if the agent's queue is full, the run may wait for so long from now on.</param>
    public static Opened DecideBuffered(Run run, Schedule schedule, Agent? agent, AgentQueue queue, DateTimeOffset now, TimeSpan window)
    {
        return schedule.DeletedAt is not null ? Ends(RunStatus.Cancelled, RunReason.ScheduleDeleted, "the schedule was deleted before the run started")
            : !schedule.Enabled ? Ends(RunStatus.Cancelled, RunReason.ScheduleDisabled, "the schedule was disabled before the run started")
            : Objection(agent, run) is { } objection ? Ends(RunStatus.Failed, objection.Reason, objection.Sentence)
            : Admit(run, schedule, agent!, queue, now, now + WindowOf(schedule, window));

        Opened Ends(RunStatus status, RunReason reason, string sentence) => new(run.End(status, reason, sentence, now), queue, schedule);
    }

    /// <summary>The run of a schedule that somebody asks for, by hand or by its hook.</summary>
    /// <param name="run">Its id.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="now">Current time.</param>
    /// <param name="maxCostUsd">The deployment's maximum cost of a run. Null: no limit.</param>
    public static Run Triggered(RunId run, Schedule schedule, Agent agent, DateTimeOffset now, decimal? maxCostUsd) =>
        Fill(Run.Requested(run, agent, RunTrigger.Manual, owner: null, now), schedule, agent, maxCostUsd);

    /// <summary>Copies the schedule's current message, settings and limits to a run, and fills in the message's placeholders.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="agent">Null: it no longer exists.</param>
    /// <param name="maxCostUsd">The deployment's maximum cost of a run; it may have been lowered since the schedule was saved. Null: no limit.</param>
    public static Run Fill(Run run, Schedule schedule, Agent? agent, decimal? maxCostUsd) => run with
    {
        ScheduleId = schedule.Id,
        ScheduleName = schedule.Name,
        Owner = schedule.Owner,
        OwnerIsAdmin = schedule.OwnerIsAdmin,
        Message = Placeholders.Fill(schedule.Message, Placeholders.Of(run, schedule)),
        Previous = run.Previous is { } previous ? previous with { Response = null } : null, // the previous run's record holds it
        Context = schedule.Context,
        Settings = schedule.Settings,
        MaxCostUsd = schedule.MaxCostUsdPerRun < maxCostUsd ? schedule.MaxCostUsdPerRun : maxCostUsd ?? schedule.MaxCostUsdPerRun,
        Timeout = Shorter(schedule.Timeout, agent?.Timeout),
        Retries = schedule.Policies.Retries,
        RetryTimeouts = schedule.Policies.RetryTimeouts,
    };

    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="queue">The agent's queue.</param>
    /// <param name="now">Current time.</param>
    /// <param name="startBy">Latest start if it waits behind a full queue (<see cref="OnFull.Wait"/>). Null: it never does.</param>
    private static Opened Admit(Run run, Schedule schedule, Agent agent, AgentQueue queue, DateTimeOffset now, DateTimeOffset? startBy)
    {
        var waitsBehind = startBy is not null && schedule.Policies.OnFull == OnFull.Wait && queue.Waiting.Length >= agent.QueueDepth;
        var arrival = BudgetGate.Enter(queue, run, waitsBehind ? agent with { QueueDepth = AgentQueue.MaxWaiting } : agent, now);
        return arrival.Admission switch
        {
            Admission.Runs => new Opened(run.Start(now), arrival.Queue, schedule.Enter(run.Id)),
            Admission.Waits => new Opened(arrival.Wait(run) with { StartBy = waitsBehind ? startBy : null }, arrival.Queue, schedule.Enter(run.Id)),
            Admission.Rejected => new Opened(arrival.Reject(run, now), queue, schedule),
            _ => new Opened(run.End(RunStatus.Failed, RunReason.QueueFull, QueueFull(queue, run), now), queue, schedule),
        };
    }

    private static (RunReason Reason, string Sentence)? Objection(Agent? agent, Run run) =>
        agent is null ? (RunReason.AgentMissing, $"agent \"{run.Agent}\" no longer exists")
        : !agent.Enabled ? (RunReason.AgentDisabled, $"agent \"{agent.Name}\" is disabled")
        : null;

    private static string QueueFull(AgentQueue queue, Run run) => string.Create(
        CultureInfo.InvariantCulture, $"Agent queue full ({queue.Waiting.Length} waiting), skipping {(run.Trigger == RunTrigger.Chain ? "chained" : "scheduled")} run");

    private static TimeSpan WindowOf(Schedule schedule, TimeSpan window) => schedule.Policies.CatchUpWindow ?? window;

    private static TimeSpan? Shorter(TimeSpan? wanted, TimeSpan? most) => wanted < most ? wanted : most ?? wanted;
}
