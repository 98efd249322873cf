using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>One call of an agent: everything that goes out.</summary>
/// <param name="Run">The run; its id is the idempotency key.</param>
/// <param name="Attempt">Counted from 1.</param>
/// <param name="Message">What the agent shall do.</param>
/// <param name="Timeout">How long the agent may take.</param>
/// <param name="Settings">What the schedule asks of the agent beyond the message.</param>
internal sealed record AgentCall(RunId Run, int Attempt, string Message, TimeSpan Timeout, AgentSettings Settings)
{
    /// <summary>Where an agent that takes long may send its answer, after a 202. Null: it must answer the call itself.</summary>
    public Callback? Callback { get; init; }

    /// <summary>The span of the run that the call belongs to, as a W3C <c>traceparent</c>. Null: nobody traces.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the run came due.</summary>
    public DateTimeOffset? DueTime { get; init; }

    /// <summary>Data that goes with the message: a JSON object. Null: none.</summary>
    public string? Context { get; init; }

    /// <summary>What the run may cost at most, in USD; the agent is asked to keep to it. Null: nobody said.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>The schedule that the run is for. Null: none.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>Its name. Null: none.</summary>
    public string? ScheduleName { get; init; }
}
