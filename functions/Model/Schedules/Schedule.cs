using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Schedules;

/// <summary>A stored definition: when an agent gets which message.</summary>
internal sealed record Schedule
{
    public const int MaxMessageLength = 30_000;
    public const int MaxContextLength = 30_000;

    /// <summary>16 characters of a–z and 0–9; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>The tenant that it belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary>The agent it runs.</summary>
    public required string Agent { get; init; }

    /// <summary>The id of the agent's registration, see <see cref="Model.Agents.AgentKey"/>. Empty: it was registered before ids existed.</summary>
    public string AgentId { get; init; } = string.Empty;

    /// <summary>Identifies the agent's registration.</summary>
    public AgentKey AgentKey => new(Tenant, Agent, AgentId);

    /// <summary>The owner who created it.</summary>
    public required string Owner { get; init; }

    /// <summary>Whether the owner was an admin when it last saved the schedule, see <see cref="Access.AgentAccess.Loss"/>.</summary>
    public bool OwnerIsAdmin { get; init; }

    /// <summary>1–100 characters; unique per owner, ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>For people. Null: none.</summary>
    public string? Description { get; init; }

    /// <summary>Tags for search and bulk changes; at most 20 of 1–50 characters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When it fires.</summary>
    public required ScheduleSpec Spec { get; init; }

    /// <summary>The message to the agent; 1–30,000 characters.</summary>
    public required string Message { get; init; }

    /// <summary>Data sent to the agent with the message: a JSON object. Null: none.</summary>
    public string? Context { get; init; }

    /// <summary>Further settings for the agent.</summary>
    public AgentSettings Settings { get; init; } = AgentSettings.None;

    /// <summary>Maximum cost of one run: 0–1,000,000 USD, within the deployment's maximum. Null: none.</summary>
    public decimal? MaxCostUsdPerRun { get; init; }

    /// <summary>Timeout of one call, at most the agent's. Null: the agent's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Policies for occurrences that are late, overlap or fail.</summary>
    public SchedulePolicies Policies { get; init; } = new();

    /// <summary>Schedules that run after its runs; at most <see cref="ChainLink.MaxLinks"/>.</summary>
    public IReadOnlyList<ChainLink> Chain { get; init; } = [];

    /// <summary>Why a schedule of the chain did not run when it should have. Null: nothing is wrong, or the chain was edited since.</summary>
    public string? ChainProblem { get; init; }

    /// <summary>Whether it fires.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>End of the pause of an enabled schedule: it has no occurrence before this. Null: no pause.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Why it is disabled or paused, in the user's words or ours. Null: no reason was given.</summary>
    public string? Note { get; init; }

    /// <summary>Why it does not fire although it is enabled. Null: its spec is valid.</summary>
    public string? Problem => Spec.Problem;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last edited.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Number of the edit, from 1; its entity tag.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When it was deleted; it can be restored for a while. Null: it is not deleted.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The version that its hook's token must carry. 0: it has no hook.</summary>
    public int HookVersion { get; init; }

    /// <summary>What the body of a call to its hook is.</summary>
    public HookBody HookBody { get; init; }

    /// <summary>Hash of the request that created it with an idempotency key; distinguishes a repeat from a different request. Null: no key.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Its runs that wait for a slot or hold one.</summary>
    public ImmutableArray<RunId> ActiveRuns { get; init; } = [];

    /// <summary>Its runs that wait until no other is active, in order; at most 100.</summary>
    public ImmutableArray<RunId> Buffered { get; init; } = [];

    /// <summary>
    /// Last opening of a late run under <see cref="MisfirePolicy.FireAll"/>: occurrences that were due by then catch up, too, one after the
    /// other. Null: there was none.
    /// </summary>
    public DateTimeOffset? CatchUpUntil { get; init; }

    /// <summary>Nominal time of the latest occurrence that got a slot or waits for one. Null: none has since this is recorded.</summary>
    public DateTimeOffset? EnteredUntil { get; init; }

    /// <summary>Nominal time of the latest occurrence that entered although an older one had not. Null: there was none.</summary>
    public DateTimeOffset? OvertookAt { get; init; }

    /// <summary>Failed runs since the last successful one.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>Totals of its runs: count, cost, tokens.</summary>
    public RunTotals Totals { get; init; } = RunTotals.None;

    /// <summary>Outcomes of its last runs that started, newest first; at most <see cref="LastRun.MaxKept"/>.</summary>
    public ImmutableArray<LastRun> LastRuns { get; init; } = [];

    /// <summary>Totals of the last day on which a run ended.</summary>
    public DayUsage Today { get; init; } = DayUsage.None;

    /// <summary>The first occurrence after an instant, considering pauses and limits; null: there is none.</summary>
    public Occurrence? NextAfter(DateTimeOffset instant)
    {
        if (!Enabled || DeletedAt is not null)
        {
            return null;
        }

        var after = PausedUntil is { } until && until.AddTicks(-1) > instant ? until.AddTicks(-1) : instant;
        return Spec.NextAfter(after) is { } nominal ? Spec.OccurrenceAt(Id, nominal) : null;
    }

    /// <summary>Copy with the next version number, to be edited.</summary>
    public Schedule Edited(DateTimeOffset now) => this with { UpdatedAt = now, Version = Version + 1 };

    /// <summary>Adds a run that waits for a slot or gets one.</summary>
    public Schedule Enter(RunId run) => this with { ActiveRuns = ActiveRuns.Add(run) };

    /// <summary>Adds a run that waits until no other is active, in order of nominal time: messages may arrive in any order.</summary>
    public Schedule Buffer(RunId run) => this with { Buffered = Buffered.Insert(Buffered.Count(other => other.NominalTime <= run.NominalTime), run) };

    /// <summary>Removes a run that ended; a run that never got a slot does not count in the totals.</summary>
    public Schedule Leave(Run run) => this with
    {
        ActiveRuns = ActiveRuns.Remove(run.Id),
        Buffered = Buffered.Remove(run.Id),
        Totals = Totals.Add(run),
        LastRuns = LastRun.Add(LastRuns, run),
        Today = Today.Count(run, owner: null),
        FailuresInARow = run switch
        {
            { Status: RunStatus.Succeeded } => 0,
            { Status: RunStatus.Failed or RunStatus.TimedOut, Reason: not RunReason.QueueFull } => FailuresInARow + 1,
            _ => FailuresInARow,
        },
    };

    /// <summary>Why the schedule is paused automatically after a run ended; null: it is not paused.</summary>
    /// <param name="ended">The run; already counted in <see cref="FailuresInARow"/>.</param>
    public string? PauseAfter(Run ended) =>
        !Enabled || ended.Status is not (RunStatus.Failed or RunStatus.TimedOut) || ended.Reason == RunReason.QueueFull ? null
        : ended.Reason == RunReason.AgentBilling ? $"Paused automatically: {ended.Sentence}"
        : Policies.PauseAfterFailures is > 0 and var limit && FailuresInARow >= limit ? string.Create(
            CultureInfo.InvariantCulture, $"Paused automatically after {FailuresInARow} failed runs in a row; last failure: {ended.Sentence}")
        : null;
}
