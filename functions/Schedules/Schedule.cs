using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Agents;
using AgentSched.Chains;
using AgentSched.Runs;

namespace AgentSched.Schedules;

/// <summary>A stored definition: when an agent is told what.</summary>
internal sealed record Schedule
{
    public const int MaxMessageLength = 30_000;
    public const int MaxContextLength = 30_000;

    /// <summary>16 characters of a–z and 0–9; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>Whose data it belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary>The agent it runs.</summary>
    public required string Agent { get; init; }

    /// <summary>Who made it.</summary>
    public required string Owner { get; init; }

    /// <summary>1–100 characters; unique per owner, without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>For people. Null: none.</summary>
    public string? Description { get; init; }

    /// <summary>For finding and for changing many at once; at most 20 of 1–50 characters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When.</summary>
    public required ScheduleSpec Spec { get; init; }

    /// <summary>What the agent is told; 1–30,000 characters.</summary>
    public required string Message { get; init; }

    /// <summary>Data that goes to the agent with the message: a JSON object. Null: none.</summary>
    public string? Context { get; init; }

    /// <summary>What else is asked of the agent.</summary>
    public AgentSettings Settings { get; init; } = AgentSettings.None;

    /// <summary>Longest call, within the agent's. Null: the agent's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What happens to occurrences that are late, overlap or fail.</summary>
    public SchedulePolicies Policies { get; init; } = new();

    /// <summary>What follows its runs; at most <see cref="ChainLink.MaxLinks"/>.</summary>
    public IReadOnlyList<ChainLink> Chain { get; init; } = [];

    /// <summary>Whether it fires.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>While it is enabled: no occurrence before this. Null: no pause.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Why it is disabled or paused, in its users' words or ours. Null: nobody said.</summary>
    public string? Note { get; init; }

    /// <summary>Why a stored spec does not fire although it is enabled. Null: all is well.</summary>
    public string? Problem => Spec.Problem;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When somebody last changed it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How often it was changed, counted from 1; its entity tag.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When it was deleted; it can be restored for a while. Null: it is not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>What it was created from, where its creator sent an idempotency key: tells a repeat from another request. Null: no key.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Its runs that wait for a slot or have one.</summary>
    public ImmutableArray<RunId> ActiveRuns { get; init; } = [];

    /// <summary>Its runs that wait until no other is active, in order; at most <see cref="Runs.Overlap.MaxBuffered"/>.</summary>
    public ImmutableArray<RunId> Buffered { get; init; } = [];

    /// <summary>Failed runs since the last that succeeded.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>What its runs came to.</summary>
    public ScheduleTotals Totals { get; init; } = ScheduleTotals.None;

    /// <summary>The first occurrence after an instant that pauses and limits leave; null: there is none.</summary>
    public Occurrence? NextAfter(DateTimeOffset instant)
    {
        if (!Enabled || DeletedAt is not null)
        {
            return null;
        }

        var after = PausedUntil is { } until && until.AddTicks(-1) > instant ? until.AddTicks(-1) : instant;
        return Spec.NextAfter(after) is { } nominal ? Spec.OccurrenceAt(Id, nominal) : null;
    }

    /// <summary>A run of it gets in line for a slot.</summary>
    public Schedule Enter(RunId run) => this with { ActiveRuns = ActiveRuns.Add(run) };

    /// <summary>A run of it waits until no other is active.</summary>
    public Schedule Buffer(RunId run) => this with { Buffered = Buffered.Add(run) };

    /// <summary>A run of it ended; one that never got a slot counts for nothing in the totals.</summary>
    public Schedule Leave(Run run) => this with
    {
        ActiveRuns = ActiveRuns.Remove(run.Id),
        Buffered = Buffered.Remove(run.Id),
        Totals = run.StartedAt is null ? Totals : Totals.Add(run),
        FailuresInARow = run switch
        {
            { Status: RunStatus.Succeeded } => 0,
            { Status: RunStatus.Failed or RunStatus.TimedOut, Reason: not RunReason.QueueFull } => FailuresInARow + 1,
            _ => FailuresInARow,
        },
    };

    /// <summary>Why the schedule pauses by itself now that a run of it ended; null: it goes on.</summary>
    /// <param name="ended">The run; already counted in <see cref="FailuresInARow"/>.</param>
    public string? PauseAfter(Run ended) =>
        !Enabled || ended.Status is not (RunStatus.Failed or RunStatus.TimedOut) || ended.Reason == RunReason.QueueFull ? null
        : ended.Reason == RunReason.AgentBilling ? $"Paused by itself: {ended.Sentence}"
        : Policies.PauseAfterFailures is > 0 and var limit && FailuresInARow >= limit ? string.Create(
            CultureInfo.InvariantCulture, $"Paused by itself after {FailuresInARow} failed runs in a row; the last: {ended.Sentence}")
        : null;
}

/// <summary>What the runs of a schedule came to; kept in the transaction that ends each run, so that it never drifts.</summary>
/// <param name="Runs">Runs that started and ended.</param>
/// <param name="Succeeded">Those that succeeded.</param>
/// <param name="Failed">Those that failed or timed out.</param>
/// <param name="CostUsd">What they cost, as far as the agent said.</param>
/// <param name="LastRunAt">When the last of them ended. Null: none did.</param>
/// <param name="LastStatus">How it ended. Null: none did.</param>
internal sealed record ScheduleTotals(long Runs, long Succeeded, long Failed, decimal CostUsd, DateTimeOffset? LastRunAt, RunStatus? LastStatus)
{
    public static readonly ScheduleTotals None = new(0, 0, 0, 0, LastRunAt: null, LastStatus: null);

    public ScheduleTotals Add(Run run) => new(
        Runs + 1,
        Succeeded + (run.Status == RunStatus.Succeeded ? 1 : 0),
        Failed + (run.Status is RunStatus.Failed or RunStatus.TimedOut ? 1 : 0),
        CostUsd + (run.Answer?.CostUsd ?? 0),
        run.FinishedAt,
        run.Status);
}
