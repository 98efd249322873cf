using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Schedules;

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

    /// <summary>What one run may cost at most: 0–1,000,000 USD, within the deployment's maximum. Null: nobody said.</summary>
    public decimal? MaxCostUsdPerRun { get; init; }

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

    /// <summary>The number that the token of its hook must bear. 0: it has no hook.</summary>
    public int HookVersion { get; init; }

    /// <summary>What it was created from, where its creator sent an idempotency key: tells a repeat from another request. Null: no key.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Its runs that wait for a slot or have one.</summary>
    public ImmutableArray<RunId> ActiveRuns { get; init; } = [];

    /// <summary>Its runs that wait until no other is active, in order; at most 100.</summary>
    public ImmutableArray<RunId> Buffered { get; init; } = [];

    /// <summary>Failed runs since the last that succeeded.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>What its runs came to.</summary>
    public RunTotals Totals { get; init; } = RunTotals.None;

    /// <summary>What they came to on the last day on which one ended.</summary>
    public DayUsage Today { get; init; } = DayUsage.None;

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

    /// <summary>The next edition of it, to be changed.</summary>
    public Schedule Edited(DateTimeOffset now) => this with { UpdatedAt = now, Version = Version + 1 };

    /// <summary>A run of it gets in line for a slot.</summary>
    public Schedule Enter(RunId run) => this with { ActiveRuns = ActiveRuns.Add(run) };

    /// <summary>A run of it waits until no other is active.</summary>
    public Schedule Buffer(RunId run) => this with { Buffered = Buffered.Add(run) };

    /// <summary>A run of it ended; one that never got a slot counts for nothing in the totals.</summary>
    public Schedule Leave(Run run) => this with
    {
        ActiveRuns = ActiveRuns.Remove(run.Id),
        Buffered = Buffered.Remove(run.Id),
        Totals = Totals.Add(run),
        Today = Today.Count(run, owner: null),
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
