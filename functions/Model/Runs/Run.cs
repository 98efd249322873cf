using AgentSched.Model.Agents;

namespace AgentSched.Model.Runs;

/// <summary>One execution for one occurrence, from its claim to its end. The same value is the in-flight row and the record.</summary>
internal sealed record Run
{
    /// <summary>The column of <see cref="DecidesAgain"/>.</summary>
    public const string DecidesAgainColumn = "DecidesAgain";

    /// <summary>The first characters of the response that lists show.</summary>
    public const int SummaryLength = 500;

    /// <summary>The characters of the response that the record holds; the whole is in a blob.</summary>
    public const int ResponseLength = 10_000;

    public const int DefaultRetries = 3;

    /// <summary>The longest wait between two calls.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    public required RunId Id { get; init; }

    public required string Tenant { get; init; }

    public required string Agent { get; init; }

    /// <summary>Null: not for a schedule.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The schedule's name when the run opened.</summary>
    public string? ScheduleName { get; init; }

    /// <summary>Who sees the run besides the agent's owner: the schedule's owner.</summary>
    public string? Owner { get; init; }

    public required RunTrigger Trigger { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>Null while the run goes on, but for one that waits for approval: <see cref="RunReason.BudgetSpent"/>.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>The reason in words. Null while the run goes on.</summary>
    public string? Sentence { get; init; }

    /// <summary>The instant that the spec yielded, before jitter.</summary>
    public required DateTimeOffset NominalTime { get; init; }

    /// <summary>When it came due: whole seconds, after jitter.</summary>
    public required DateTimeOffset DueTime { get; init; }

    /// <summary>When a tick claimed it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>
    /// When it got its slot. Where it got it ahead of its second: that second, and once its first call has ended,
    /// when that began. Never after its end. Null: it had no slot, or its schedule did not want it any more when its second came.
    /// </summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Whether it got its slot ahead of its second: the clock never shows a whole second by itself.</summary>
    public bool HadSlotAhead => StartedAt == DueTime;

    /// <summary>When nothing can come any more and the sweep closes it. Null: it has no slot yet.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When the agent said that it would call back. Null: it did not.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Start (or the moment it was given up) minus due time; 0 or more. Null: neither happened yet.</summary>
    public TimeSpan? Lateness => (StartedAt ?? FinishedAt) is { } at ? (at > DueTime ? at - DueTime : TimeSpan.Zero) : null;

    /// <summary>From start to end. Null: it has not started or not ended.</summary>
    public TimeSpan? Duration => FinishedAt - StartedAt;

    /// <summary>How many calls the agent got, one that a crash cut off included.</summary>
    public int Attempts { get; init; }

    /// <summary>The batch that calls its agent. Null: it was promoted or asked for, and has an orchestration of its own.</summary>
    public string? Batch { get; init; }

    /// <summary>Whether its batch has handed it over to an orchestration of its own: for another attempt, or to wait for the agent's callback.</summary>
    public bool IsHandedOver { get; init; }

    /// <summary>Whether its agent is called by an orchestration of its own, whose instance id is the run id.</summary>
    public bool IsAlone => Batch is null || IsHandedOver;

    /// <summary>Instance id of the orchestration that holds it.</summary>
    public string Instance => IsAlone ? Id.ToString() : Batch!;

    /// <summary>How many calls failed in a way that is worth another. Known while the run is in flight.</summary>
    public int Failures { get; init; }

    /// <summary>When the next call begins, after one that failed. Null: none did, or the next has begun.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What the agent was told. Null: it was not opened yet.</summary>
    public string? Message { get; init; }

    /// <summary>Data that went with the message: a JSON object. Null: none.</summary>
    public string? Context { get; init; }

    /// <summary>How long one call may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What it may cost at most; told to the agent, and reserved where the agent has limits. Null: nobody said.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Whether it cost more than it was allowed to. It did its work all the same.</summary>
    public bool OverBudget => Answer?.CostUsd > MaxCostUsd;

    /// <summary>Whether its owner had limits when it opened: then it starts once the owner's ledger has reserved for it.</summary>
    public bool AsksOwner { get; init; }

    /// <summary>Whether its schedule or agent changed while it had its slot and its second had not come: then that is looked at once more.</summary>
    public bool DecidesAgain { get; init; }

    /// <summary>When it may start at the earliest, because its agent's budget is nearly spent. Null: as soon as it can.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Calls after the first.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>Whether a call that timed out is worth another.</summary>
    public bool RetryTimeouts { get; init; }

    public AgentSettings Settings { get; init; } = AgentSettings.None;

    /// <summary>What the agent answered; a failed run may have one too. The response is cut to <see cref="ResponseLength"/>, the log is in a blob.</summary>
    public AgentAnswer? Answer { get; init; }

    /// <summary>Whether the response was longer than what the record holds.</summary>
    public bool ResponseCut { get; init; }

    /// <summary>Whether the agent sent a log.</summary>
    public bool HasLog { get; init; }

    /// <summary>The log as gzip, where it is small enough for the record. Null: there is none, a blob has it, or the row was read without it.</summary>
    public byte[]? SmallLog { get; init; }

    /// <summary>The run that this one follows. Null: it follows none.</summary>
    public PreviousRun? Previous { get; init; }

    /// <summary>How many runs went before it in its chain. 0: it follows none.</summary>
    public int Depth { get; init; }

    /// <summary>A run as it is claimed; what it shall do is said when it opens.</summary>
    public static Run Queued(RunId id, string tenant, string agent, RunTrigger trigger, string? owner, DateTimeOffset dueTime, DateTimeOffset now) => new()
    {
        Id = id,
        Tenant = tenant,
        Agent = agent,
        Owner = owner,
        Trigger = trigger,
        Status = RunStatus.Queued,
        NominalTime = id.NominalTime,
        DueTime = dueTime,
        ClaimedAt = now,
    };

    /// <summary>A run that somebody asks for; what it shall do is still to be said.</summary>
    public static Run Requested(RunId id, Agent agent, RunTrigger trigger, string? owner, DateTimeOffset now) =>
        Queued(id, agent.Tenant, agent.Name, trigger, owner, id.NominalTime, now) with { Timeout = agent.Timeout };

    /// <summary>The run ends.</summary>
    public Run End(RunStatus status, RunReason reason, string sentence, DateTimeOffset now) =>
        Become(status) with { Reason = reason, Sentence = sentence, FinishedAt = now, StartedAt = StartedAt > now ? now : StartedAt };

    /// <summary>The run changes its status; see <see cref="RunStatuses.CanBecome"/>.</summary>
    /// <exception cref="InvalidOperationException">It may not: a bug of ours, which must not reach the records.</exception>
    public Run Become(RunStatus status) => Status.CanBecome(status)
        ? this with { Status = status }
        : throw new InvalidOperationException($"run {Id} is {Status} and cannot become {status}");

    /// <summary>The longest time that a run with this call timeout can take, waits between attempts included.</summary>
    public static TimeSpan LongestTime(TimeSpan timeout, int retries) => (retries + 1) * timeout + retries * LongestDelay + TimeSpan.FromMinutes(5);

    /// <summary>The run gets its slot.</summary>
    /// <param name="now">The moment, or its second where that is still to come.</param>
    public Run Start(DateTimeOffset now) => Become(RunStatus.Running) with
    {
        Reason = null,
        Sentence = null,
        StartedAt = now,
        Deadline = now + LongestTime(Timeout ?? Model.Agents.Agent.DefaultTimeout, Retries),
    };
}
