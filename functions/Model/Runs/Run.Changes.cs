using AgentSched.Model.Agents;

namespace AgentSched.Model.Runs;

/// <content>How a run is made, and what happens to it.</content>
internal sealed partial record Run
{
    /// <summary>Creates a claimed run; its message and settings are filled in when it opens.</summary>
    public static Run Queued(RunId id, AgentKey agent, RunTrigger trigger, string? owner, DateTimeOffset dueTime, DateTimeOffset now) => new()
    {
        Id = id,
        Tenant = agent.Tenant,
        Agent = agent.Name,
        AgentId = agent.Id,
        Owner = owner,
        Trigger = trigger,
        Status = RunStatus.Queued,
        NominalTime = id.NominalTime,
        DueTime = dueTime,
        ClaimedAt = now,
    };

    /// <summary>Creates a run that a caller requested; its message is not filled in yet.</summary>
    public static Run Requested(RunId id, Agent agent, RunTrigger trigger, string? owner, DateTimeOffset now) =>
        Queued(id, agent.Key, trigger, owner, now, now) with { Timeout = agent.Timeout };

    /// <summary>Ends the run without an answer of its agent. If the agent may have been at work, the cost is unknown.</summary>
    public Run End(RunStatus status, RunReason reason, string sentence, DateTimeOffset now) => Become(status) with
    {
        Reason = reason,
        Sentence = sentence,
        FinishedAt = now,
        StartedAt = StartedAt > now ? now : StartedAt,
        Answer = MayBeAtWork(now) ? (Answer ?? new AgentAnswer()).WithUnknownCost() : Answer,
    };

    /// <summary>Changes the status; see <see cref="RunStatuses.CanBecome"/>.</summary>
    /// <exception cref="InvalidOperationException">The transition is not allowed: a bug of ours, which must not reach the records.</exception>
    public Run Become(RunStatus status) => Status.CanBecome(status)
        ? this with { Status = status }
        : throw new InvalidOperationException($"run {Id} is {Status} and cannot become {status}");

    /// <summary>Upper bound of the time that a run with this call timeout can take, including waits between attempts.</summary>
    public static TimeSpan LongestTime(TimeSpan timeout, int retries) => (retries + 1) * timeout + retries * LongestDelay + TimeSpan.FromMinutes(5);

    /// <summary>Whether its agent may work for it: it has a slot, its second has come, and it does not wait for a retry.</summary>
    /// <remarks>Does not depend on whether a call is recorded: the record may be written after the call has begun.</remarks>
    private bool MayBeAtWork(DateTimeOffset now) => Status == RunStatus.Running && StartedAt <= now && !(RetryAt > now && Failures >= Attempts);

    /// <summary>Adds what a call knows about the run's calls: how many there were, and when the first began. Other calls may have been recorded meanwhile.</summary>
    public Run Called(Run call) => this with { StartedAt = Attempts > 0 ? StartedAt : call.StartedAt, Attempts = Math.Max(Attempts, call.Attempts), Calls = call.Calls.Count > Calls.Count ? call.Calls : Calls };

    /// <summary>The run with the cost that counts in its owner's budget.</summary>
    public Run ForOwner() => ExcessUsd is { } excess ? this with { SettledUsd = CountedUsd - excess, ExcessUsd = null } : this;

    /// <summary>Gives the run its slot.</summary>
    /// <param name="now">Current time, or its due time if that is still to come.</param>
    public Run Start(DateTimeOffset now) => Become(RunStatus.Running) with
    {
        Reason = null,
        Sentence = null,
        NotBefore = NotBefore > now ? null : NotBefore, // it was approved
        StartedAt = now,
        Deadline = now + LongestTime(Timeout ?? Model.Agents.Agent.DefaultTimeout, Retries),
    };
}
