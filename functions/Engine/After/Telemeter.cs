using AgentSched.Base;
using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using Microsoft.Extensions.Logging;
using static AgentSched.Base.Instruments;

namespace AgentSched.Engine.After;

/// <summary>
/// Emits metrics, events and spans. Called after the commit, so that everything reported is true; a crash right before it loses only
/// the report. Event ids 9000–9099.
/// </summary>
public sealed class Telemeter(Instruments instruments, ILogger<Telemeter> logger)
{
    internal Instruments Instruments => instruments;

    /// <summary>Reports a finished tick.</summary>
    /// <param name="done">Whether all shards were dispatched.</param>
    /// <param name="tick">What it found and did.</param>
    /// <param name="took">How long it took.</param>
    internal void Ticked(bool done, TickCounts tick, TimeSpan took)
    {
        var outcome = done ? "ok" : "failed";
        Instruments.Ticks.Add(1, Tag(Dimensions.Outcome, outcome));
        Instruments.TickDuration.Record(took.TotalSeconds);
        Instruments.DueScanned.Add(tick.Scanned);
        (Instruments.Backlog, Instruments.OldestDue) = (tick.Overdue, tick.Oldest.TotalSeconds);
        new TelemetryEvent(EventNames.TickCompleted)
            .With(Dimensions.Outcome, outcome)
            .With(Measures.DurationMs, took.TotalMilliseconds)
            .With(Measures.Scanned, tick.Scanned)
            .With(Measures.Dispatched, tick.Runs)
            .With(Measures.Missed, tick.Missed)
            .With(Measures.LagMs, tick.Oldest.TotalMilliseconds)
            .Write(logger, done ? LogLevel.Information : LogLevel.Error, 9000);
    }

    /// <summary>Reports the end of a standstill, in which no tick succeeded.</summary>
    internal void StoodStill(TimeSpan duration) => Instruments.StoodStill.Record(duration.TotalSeconds);

    /// <summary>Reports runs that were claimed and sent, and missed ones.</summary>
    internal void Dispatched(IReadOnlyCollection<Run> runs, IReadOnlyCollection<Run> missed)
    {
        foreach (var same in runs.GroupBy(run => run.Trigger))
        {
            Instruments.RunsDispatched.Add(same.Count(), Tag(Dimensions.Trigger, Word(same.Key)));
        }

        foreach (var run in missed)
        {
            Ended(run);
        }
    }

    /// <summary>Reports an opened run.</summary>
    internal void Opened(Run run)
    {
        if (run.Status != RunStatus.Running || !run.HadSlotAhead)
        {
            TellDispatched(run); // otherwise its lateness is not known yet
        }

        Promoted(run);
    }

    /// <summary>Reports the start of a run's first call. A call that is repeated after a crash counts again.</summary>
    internal void Called(Run run, DateTimeOffset now)
    {
        var called = run with { StartedAt = now };
        Instruments.RunLateness.Record(called.Lateness!.Value.TotalSeconds);
        if (run.HadSlotAhead)
        {
            TellDispatched(called);
        }
    }

    private void TellDispatched(Run run) => Event(EventNames.RunDispatched, run)
        .With(Dimensions.Status, Word(run.Status))
        .With(Measures.LateMs, run.Lateness?.TotalMilliseconds ?? 0)
        .Write(logger, LogLevel.Information, 9001);

    /// <summary>Reports a run that waited and now has a slot or has ended.</summary>
    internal void Promoted(Run run)
    {
        if (run.Status.HasEnded())
        {
            Ended(run);
        }
    }

    /// <summary>Reports an ended run, whatever its status.</summary>
    internal void Ended(Run run)
    {
        using var span = Spans.OfRun("run ended", run.Id.ToString());
        var (agent, status) = (Tag(Dimensions.Agent, run.Agent), Tag(Dimensions.Status, Word(run.Status)));
        Instruments.Runs.Add(1, agent, status);
        if (run.Status == RunStatus.Missed)
        {
            Instruments.Misfires.Add(1, Tag(Dimensions.Policy, Word(run.Reason!.Value)));
        }

        if (run.Duration is { } took)
        {
            Instruments.RunDuration.Record(took.TotalSeconds, agent, status);
        }

        if (run.Answer is not null)
        {
            Instruments.CostUsd.Add((double)run.CountedUsd, agent, Tag(Dimensions.Owner, run.Owner));
            Instruments.Tokens.Add(run.CountedTokensIn, agent, Tag(Dimensions.Kind, "in"));
            Instruments.Tokens.Add(run.CountedTokensOut, agent, Tag(Dimensions.Kind, "out"));
        }

        Event(EventNames.RunCompleted, run)
            .With(Dimensions.Model, run.Answer?.Model ?? run.Settings.Model)
            .With(Dimensions.Status, Word(run.Status))
            .With(Dimensions.Reason, Word(run.Reason!.Value))
            .With(Dimensions.Sentence, run.Sentence)
            .With(Measures.DurationMs, run.Duration?.TotalMilliseconds)
            .With(Measures.LateMs, run.Lateness?.TotalMilliseconds)
            .With(Measures.Attempts, run.Attempts)
            .With(Measures.TokensIn, run.Answer?.TokensIn)
            .With(Measures.TokensOut, run.Answer?.TokensOut)
            .With(Measures.CostUsd, (double?)run.Answer?.CostUsd)
            .Write(logger, LogLevel.Information, 9002);
        if (run.Reason is RunReason.QueueFull || run.Status == RunStatus.Rejected)
        {
            Instruments.Rejections.Add(1, agent, Tag(Dimensions.Reason, Word(run.Reason!.Value)));
            Event(EventNames.RunRejected, run).With(Dimensions.Reason, Word(run.Reason.Value)).With(Dimensions.Sentence, run.Sentence).Write(logger, LogLevel.Warning, 9003);
        }
    }

    /// <summary>Counts a refused request that has no record, and no event either: it may be one of very many.</summary>
    internal void Refused(Run run) => Instruments.Rejections.Add(1, Tag(Dimensions.Agent, run.Agent), Tag(Dimensions.Reason, Word(run.Reason!.Value)));

    /// <summary>Reports a changed agent queue.</summary>
    internal void Changed(Agent agent, AgentQueue queue) =>
        Instruments.SetQueue(agent.Tenant, agent.Name, queue.Running.Length, queue.Waiting.Length, agent.MaxConcurrent);

    /// <summary>Reports how many stuck runs a sweep found.</summary>
    internal void Swept(int stuck) => Instruments.Stuck = stuck;

    /// <summary>Reports a poison message.</summary>
    /// <param name="queue">The queue in which it failed.</param>
    /// <param name="run">The run that it names. Null: unknown.</param>
    /// <param name="dequeued">How often it was received.</param>
    /// <param name="sentence">What went wrong.</param>
    internal void Poisoned(string queue, string? run, int dequeued, string sentence) => new TelemetryEvent(EventNames.MessagePoisoned)
        .With(Dimensions.Queue, queue)
        .With(Dimensions.RunId, run)
        .With(Dimensions.Sentence, sentence)
        .With(Measures.DequeueCount, dequeued)
        .Write(logger, LogLevel.Error, 9004);

    /// <summary>Reports a changed schedule.</summary>
    internal void ScheduleChanged(Schedule schedule, string actor, ActivityType change) => new TelemetryEvent(EventNames.ScheduleChanged)
        .With(Dimensions.Tenant, schedule.Tenant)
        .With(Dimensions.ScheduleId, schedule.Id)
        .With(Dimensions.Agent, schedule.Agent)
        .With(Dimensions.Owner, schedule.Owner)
        .With(Dimensions.Actor, actor)
        .With(Dimensions.Change, Word(change))
        .Write(logger, LogLevel.Information, 9005);

    /// <summary>Reports a due row that was set aside, or will be when it is due.</summary>
    internal void SetAside(string scheduleId, string sentence) => new TelemetryEvent(EventNames.DueRowSetAside)
        .With(Dimensions.ScheduleId, scheduleId)
        .With(Dimensions.Sentence, sentence)
        .Write(logger, LogLevel.Error, 9006);

    /// <summary>Reports a webhook delivery that was given up.</summary>
    internal void WebhookDead(string tenant, string agent, string webhook, string run, int attempts, string sentence) => new TelemetryEvent(EventNames.WebhookDead)
        .With(Dimensions.Tenant, tenant)
        .With(Dimensions.Agent, agent)
        .With(Dimensions.Webhook, webhook)
        .With(Dimensions.RunId, run)
        .With(Dimensions.Sentence, sentence)
        .With(Measures.Attempts, attempts)
        .Write(logger, LogLevel.Error, 9007);

    /// <summary>Reports that an agent or owner has reached 80 % of a limit.</summary>
    internal void BudgetWarning(string tenant, string? agent, string? owner, double share, string sentence) => new TelemetryEvent(EventNames.BudgetWarning)
        .With(Dimensions.Tenant, tenant)
        .With(Dimensions.Agent, agent)
        .With(Dimensions.Owner, owner)
        .With(Dimensions.Sentence, sentence)
        .With(Measures.Share, share)
        .Write(logger, LogLevel.Warning, 9008);

    private static TelemetryEvent Event(string name, Run run) => new TelemetryEvent(name)
        .With(Dimensions.Tenant, run.Tenant)
        .With(Dimensions.ScheduleId, run.ScheduleId)
        .With(Dimensions.RunId, run.Id.ToString())
        .With(Dimensions.Agent, run.Agent)
        .With(Dimensions.Owner, run.Owner)
        .With(Dimensions.Trigger, Word(run.Trigger));

    /// <summary>The word as the API writes it.</summary>
    private static string Word<T>(T word)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(word.ToString());
}
