using AgentSched.Base;

namespace AgentSched.Model.Runs;

/// <summary>A run in a list, as JSON: everything but the long texts.</summary>
internal class RunSummary(Run run)
{
    public string RunId => run.Id.ToString();

    public string Agent => run.Agent;

    public string? ScheduleId => run.ScheduleId;

    public string? ScheduleName => run.ScheduleName;

    public RunTrigger Trigger => run.Trigger;

    /// <summary>The run that this one follows in a chain. Null: it follows none.</summary>
    public object? PreviousRun => run.Previous is { } previous ? new { previous.Agent, RunId = previous.Id.ToString() } : null;

    public RunStatus Status => run.Status;

    public RunReason? Reason => run.Reason;

    public string? Sentence => run.Sentence;

    /// <summary>Earliest start of a run that a budget keeps waiting. Null: as soon as possible.</summary>
    public DateTimeOffset? NotBefore => run.NotBefore;

    public DateTimeOffset NominalTime => run.NominalTime;

    public DateTimeOffset DueTime => run.DueTime;

    public DateTimeOffset? StartedAt => run.StartedAt;

    public DateTimeOffset? FinishedAt => run.FinishedAt;

    public TimeSpan? Lateness => run.Lateness;

    public TimeSpan? Duration => run.Duration;

    public int Attempts => run.Attempts;

    public string? Summary => Texts.Cut(run.Answer?.Response, Run.SummaryLength);

    public decimal? CostUsd => run.Answer?.CostUsd;

    /// <summary>Whether its cost or its tokens are not known; it is then settled at what it had reserved.</summary>
    public bool CostUnknown => run.CostUnknown;

    /// <summary>What it was settled at in USD, because its cost is unknown. Null: at <see cref="CostUsd"/>.</summary>
    public decimal? SettledUsd => run.SettledUsd;

    /// <summary>What it was settled at in tokens, because they are unknown. Null: at the reported tokens.</summary>
    public long? SettledTokens => run.SettledTokens;

    /// <summary>Part of its cost above its maximum that counts for its agent and not in its owner's budget. Null: none.</summary>
    public decimal? ExcessUsd => run.ExcessUsd;

    /// <summary>Whether it cost more than its maximum.</summary>
    public bool OverBudget => run.OverBudget;

    public long? TokensIn => run.Answer?.TokensIn;

    public long? TokensOut => run.Answer?.TokensOut;

    protected Run Whole => run;
}
