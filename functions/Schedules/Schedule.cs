using System.Collections.Immutable;
using AgentSched.Agents;
using AgentSched.Runs;

namespace AgentSched.Schedules;

/// <summary>A stored definition: when an agent is told what.</summary>
/// <param name="Id">16 characters of a–z and 0–9; never changes.</param>
/// <param name="Tenant">Whose data it belongs to.</param>
/// <param name="Agent">The agent it runs.</param>
/// <param name="Owner">Who made it.</param>
/// <param name="Name">1–100 characters; unique per owner.</param>
/// <param name="Description">For people. Null: none.</param>
/// <param name="Spec">When.</param>
/// <param name="Message">What the agent is told; 1–30,000 characters.</param>
/// <param name="Settings">What else is asked of the agent.</param>
/// <param name="Timeout">Longest call, within the agent's. Null: the agent's.</param>
/// <param name="Enabled">Whether it fires.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="ActiveRuns">Its runs that wait or run.</param>
/// <param name="Totals">What its runs came to.</param>
internal sealed record Schedule(
    string Id,
    string Tenant,
    string Agent,
    string Owner,
    string Name,
    string? Description,
    ScheduleSpec Spec,
    string Message,
    AgentSettings Settings,
    TimeSpan? Timeout,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ImmutableArray<RunId> ActiveRuns,
    ScheduleTotals Totals)
{
    public const int MaxMessageLength = 30_000;

    public Schedule Enter(RunId run) => this with { ActiveRuns = ActiveRuns.Add(run) };

    /// <summary>A run of it ended; one that never got a slot counts for nothing.</summary>
    public Schedule Leave(Run run) => this with
    {
        ActiveRuns = ActiveRuns.Remove(run.Id),
        Totals = run.StartedAt is null ? Totals : Totals.Add(run),
    };
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
