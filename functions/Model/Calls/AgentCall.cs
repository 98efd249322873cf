using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>One call of an agent: everything that is sent.</summary>
/// <param name="Run">The run; its id is the idempotency key.</param>
/// <param name="Attempt">Counted from 1.</param>
/// <param name="Message">The message to the agent.</param>
/// <param name="Timeout">How long the agent may take.</param>
/// <param name="Settings">The schedule's further settings for the agent.</param>
internal sealed record AgentCall(RunId Run, int Attempt, string Message, TimeSpan Timeout, AgentSettings Settings)
{
    /// <summary>Callback to which a slow agent may send its answer after a 202. Null: it must answer in the response.</summary>
    public Callback? Callback { get; init; }

    /// <summary>The run's span to which the call belongs, as a W3C <c>traceparent</c>. Null: tracing is off.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the run came due.</summary>
    public DateTimeOffset? DueTime { get; init; }

    /// <summary>Data sent with the message: a JSON object. Null: none.</summary>
    public string? Context { get; init; }

    /// <summary>Maximum cost of the run in USD, which the agent is asked to keep. Null: none.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>The schedule that the run is for. Null: none.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The schedule's name. Null: none.</summary>
    public string? ScheduleName { get; init; }
}
