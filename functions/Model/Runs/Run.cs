using AgentSched.Model.Agents;

namespace AgentSched.Model.Runs;

/// <summary>One execution for one occurrence, from its claim to its end. The same value is the in-flight row and the record.</summary>
internal sealed partial record Run
{
    /// <summary>The column of <see cref="DecidesAgain"/>.</summary>
    public const string DecidesAgainColumn = "DecidesAgain";

    /// <summary>Number of characters of the response that lists show.</summary>
    public const int SummaryLength = 500;

    /// <summary>Number of characters of the response that the record stores; the whole response is in a blob.</summary>
    public const int ResponseLength = 10_000;

    public const int DefaultRetries = 3;

    /// <summary>The longest wait between two calls.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    public required RunId Id { get; init; }

    public required string Tenant { get; init; }

    public required string Agent { get; init; }

    /// <summary>The id of the agent's registration, see <see cref="Model.Agents.AgentKey"/>. Empty: it was registered before ids existed.</summary>
    public string AgentId { get; init; } = string.Empty;

    /// <summary>Identifies the agent's registration.</summary>
    public AgentKey AgentKey => new(Tenant, Agent, AgentId);

    /// <summary>The schedule. Null: the run is not for a schedule.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The schedule's name when the run opened.</summary>
    public string? ScheduleName { get; init; }

    /// <summary>The schedule's owner, who sees the run besides the agent's owner.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether the owner was an admin when it last saved the schedule, or requested the run.</summary>
    public bool OwnerIsAdmin { get; init; }

    public required RunTrigger Trigger { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>Why it ended. Null until it ends, except while a budget keeps it waiting: <see cref="RunReason.BudgetSpent"/>, <see cref="RunReason.BudgetReserved"/>, <see cref="RunReason.BudgetNearlySpent"/>.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>The reason in words. Null if <see cref="Reason"/> is null.</summary>
    public string? Sentence { get; init; }

    /// <summary>The instant that the spec yielded, before jitter.</summary>
    public required DateTimeOffset NominalTime { get; init; }

    /// <summary>When it came due: whole seconds, after jitter; for a requested run the time of the request.</summary>
    public required DateTimeOffset DueTime { get; init; }

    /// <summary>When a tick claimed it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>
    /// When it got its slot. If it got the slot early: its due time, and once its first call has ended, the start of that call. Never
    /// after its end. Null: it had no slot, or its schedule no longer wanted it when it came due.
    /// </summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Whether it got its slot before it was due: only then is <see cref="StartedAt"/> exactly the due time, a whole second.</summary>
    public bool HadSlotAhead => Trigger == RunTrigger.Schedule && StartedAt == DueTime;

    /// <summary>The run as callers see it: one that got its slot ahead of its due time is queued until then.</summary>
    public Run AsOf(DateTimeOffset now) => Status == RunStatus.Running && StartedAt > now ? this with { Status = RunStatus.Queued, StartedAt = null } : this;

    /// <summary>Latest start of a run that waits although its agent's queue was full: the end of its catch-up window. Null: it has a place in the queue, or needs none.</summary>
    public DateTimeOffset? StartBy { get; init; }

    /// <summary>When the sweep closes it, because no result can arrive any more. Null: it has no slot yet.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When the agent answered that it would call back. Null: it did not.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Start (or the time it was given up) minus due time; 0 or more. Null: neither happened yet.</summary>
    public TimeSpan? Lateness => (StartedAt ?? FinishedAt) is { } at ? (at > DueTime ? at - DueTime : TimeSpan.Zero) : null;

    /// <summary>From start to end. Null: it has not started or not ended.</summary>
    public TimeSpan? Duration => FinishedAt - StartedAt;

    /// <summary>Number of calls of the agent, including calls interrupted by a crash.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// Its calls that have ended, oldest first, if another one followed. Empty: there was at most one, which <see cref="StartedAt"/> and
    /// <see cref="FinishedAt"/> describe, or they are not recorded.
    /// </summary>
    public IReadOnlyList<RunCall> Calls { get; init; } = [];

    /// <summary>The batch that calls its agent. Null: it was promoted or requested, and has its own orchestration.</summary>
    public string? Batch { get; init; }

    /// <summary>Whether its batch has handed it over to its own orchestration: for a retry, or to wait for the agent's callback.</summary>
    public bool IsHandedOver { get; init; }

    /// <summary>Whether an orchestration calls its agent. A chat has none: the request that waits for the answer makes the call.</summary>
    public bool HasOrchestration => Trigger != RunTrigger.Chat;

    /// <summary>Whether its agent is called by its own orchestration, whose instance id is the run id.</summary>
    public bool IsAlone => Batch is null || IsHandedOver;

    /// <summary>Instance id of the orchestration that calls its agent.</summary>
    public string Instance => IsAlone ? Id.ToString() : Batch!;

    /// <summary>Number of calls that failed in a retryable way. Known while the run is in flight.</summary>
    public int Failures { get; init; }

    /// <summary>When the failed call is retried. Null: no call failed, or the retry has begun.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The message to the agent. Null: the run has not opened yet.</summary>
    public string? Message { get; init; }

    /// <summary>Data sent with the message: a JSON object. Null: none.</summary>
    public string? Context { get; init; }

    /// <summary>Timeout of one call.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Its maximum cost; sent to the agent, and reserved if the agent has limits. Null: none.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Whether its cost or its tokens are not known: reported in a form that cannot be read, or it was cut off while its agent may have worked.</summary>
    public bool CostUnknown => StartedAt is not null && Answer is { CostUnknown: true } or { TokensUnknown: true };

    /// <summary>Cost in USD at which it was settled because its cost is unknown: what it had reserved. Null: it is settled at the reported cost.</summary>
    public decimal? SettledUsd { get; init; }

    /// <summary>Tokens at which it was settled because its tokens are unknown: what it had reserved. Null: it is settled at the reported tokens.</summary>
    public long? SettledTokens { get; init; }

    /// <summary>
    /// Part of <see cref="CountedUsd"/> that exceeds its maximum, or without one what its owner's ledger had reserved, at an agent of another owner. It
    /// counts for the agent, and not in the budget of the run's owner. Null: none.
    /// </summary>
    public decimal? ExcessUsd { get; init; }

    /// <summary>The cost in USD that counts in totals and budgets.</summary>
    public decimal CountedUsd => SettledUsd ?? Answer?.CostUsd ?? 0;

    /// <summary>The input tokens that count in totals and budgets; tokens of unknown kind are among them.</summary>
    public long CountedTokensIn => SettledTokens - CountedTokensOut ?? Answer?.TokensIn ?? 0;

    /// <summary>The output tokens that count in totals and budgets.</summary>
    public long CountedTokensOut => Answer?.TokensOut ?? 0;

    /// <summary>Whether it cost more than its maximum, or without one more than its owner's budget takes. This does not affect its status.</summary>
    public bool OverBudget => Answer?.CostUsd > (MaxCostUsd ?? CountedUsd - ExcessUsd);

    /// <summary>Whether its owner had limits when it opened; it then starts once the owner's ledger has reserved for it.</summary>
    public bool AsksOwner { get; init; }

    /// <summary>Whether its schedule or agent changed after it got its slot early and before it was due; it is then decided again.</summary>
    public bool DecidesAgain { get; init; }

    /// <summary>
    /// Earliest start, set because a budget is nearly spent (then it starts at that time) or spent (then there is budget again, and until then
    /// it may be approved). Null: as soon as possible.
    /// </summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Maximum number of retries after the first call.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>Whether a call that timed out is retried.</summary>
    public bool RetryTimeouts { get; init; }

    public AgentSettings Settings { get; init; } = AgentSettings.None;

    /// <summary>The agent's answer; a failed run may have one, too. The response is truncated to <see cref="ResponseLength"/>, the log is in a blob.</summary>
    public AgentAnswer? Answer { get; init; }

    /// <summary>Whether the response was longer than the record stores.</summary>
    public bool ResponseCut { get; init; }

    /// <summary>Whether the agent sent a log.</summary>
    public bool HasLog { get; init; }

    /// <summary>The log as gzip, if it is small enough for the record. Null: there is none, it is in a blob, or the row was read without it.</summary>
    public byte[]? SmallLog { get; init; }

    /// <summary>The run that this one follows. Null: it follows none.</summary>
    public PreviousRun? Previous { get; init; }

    /// <summary>Why a run that should have followed it does not exist. Null: nothing is wrong.</summary>
    public string? ChainProblem { get; init; }

    /// <summary>Number of runs before it in its chain. 0: it follows none.</summary>
    public int Depth { get; init; }
}
