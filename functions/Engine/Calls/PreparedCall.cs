using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Calls;

/// <summary>A call that is about to be made.</summary>
/// <param name="Read">The run at the start of the call.</param>
/// <param name="Agent">The agent to call.</param>
/// <param name="Call">What to send.</param>
/// <param name="Failures">Number of calls that failed before and allowed a retry.</param>
/// <param name="Spent">Their cost. Null: none was reported.</param>
internal sealed record PreparedCall(InFlightRun Read, Agent Agent, AgentCall Call, int Failures, Spent? Spent)
{
    public Run Run => Read.Run;

    /// <summary><see cref="RetrySpending.MostOf"/>.</summary>
    public decimal? MostUsd { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset BeginsAt { get; init; }

    /// <summary>The run's calls once this one has ended.</summary>
    /// <param name="reason">Outcome of this call.</param>
    /// <param name="now">When it ended.</param>
    public IReadOnlyList<RunCall> CallsAfter(RunReason reason, DateTimeOffset now) => [.. Run.Calls, new RunCall(Run.Attempts, BeginsAt, now, reason)];
}
