using System.Globalization;
using AgentSched.Agents;
using AgentSched.Schedules;

namespace AgentSched.Runs;

/// <summary>A run after its opening: with a slot, waiting for one, or ended; and what became of the queue and the schedule.</summary>
internal sealed record Opened(Run Run, AgentQueue Queue, Schedule? Schedule);

/// <summary>
/// Decides what becomes of a claimed run when its time has come. Pure. Whether the schedule still wants it is asked here and
/// not at the claim, so that an edit takes effect up to the last second.
/// </summary>
internal static class Opening
{
    public static Opened Decide(Run run, Schedule? schedule, Agent? agent, AgentQueue queue, DateTimeOffset now, TimeSpan window)
    {
        if (schedule is null)
        {
            return Ends(RunStatus.Cancelled, RunReason.ScheduleDeleted, "the schedule was deleted before the run started");
        }

        run = run with
        {
            ScheduleName = schedule.Name,
            Owner = schedule.Owner,
            Message = schedule.Message,
            Settings = schedule.Settings,
            Timeout = Shorter(schedule.Timeout, agent?.Timeout),
        };
        if (!schedule.Enabled)
        {
            return Ends(RunStatus.Cancelled, RunReason.ScheduleDisabled, "the schedule was disabled before the run started");
        }

        if (!schedule.Spec.FiresAt(run.NominalTime))
        {
            return Ends(RunStatus.Cancelled, RunReason.ScheduleChanged, "the schedule was changed and has no occurrence at that time any more");
        }

        if (now - run.DueTime > window)
        {
            return Ends(RunStatus.Missed, RunReason.WindowPassed, "nobody could start it within the catch-up window");
        }

        if (agent is null)
        {
            return Ends(RunStatus.Failed, RunReason.AgentMissing, $"there is no agent \"{run.Agent}\" any more");
        }

        if (!agent.Enabled)
        {
            return Ends(RunStatus.Failed, RunReason.AgentDisabled, $"agent \"{agent.Name}\" is disabled");
        }

        if (Overlap.Decide(schedule.ActiveRuns.Length) == OverlapDecision.Skip)
        {
            return Ends(RunStatus.Skipped, RunReason.Overlap, "the schedule's previous run was still active");
        }

        var (admission, after) = queue.Enter(run.Id, agent.MaxConcurrent, agent.QueueDepth);
        return admission switch
        {
            Admission.Runs => new Opened(run.Start(now), after, schedule.Enter(run.Id)),
            Admission.Waits => new Opened(run with { Status = RunStatus.Waiting }, after, schedule.Enter(run.Id)),
            _ => Ends(RunStatus.Failed, RunReason.QueueFull, string.Create(
                CultureInfo.InvariantCulture, $"Agent queue full ({queue.Waiting.Length} waiting), skipping scheduled run")),
        };

        Opened Ends(RunStatus status, RunReason reason, string sentence) => new(run.End(status, reason, sentence, now), queue, schedule);
    }

    private static TimeSpan? Shorter(TimeSpan? wanted, TimeSpan? most) => wanted < most ? wanted : most ?? wanted;
}
