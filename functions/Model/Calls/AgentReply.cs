using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>Outcome of one call.</summary>
public enum ReplyKind
{
    /// <summary>The agent succeeded; <see cref="AgentReply.Answer"/> holds its answer.</summary>
    Succeeded,

    /// <summary>The call failed and is not retryable.</summary>
    Failed,

    /// <summary>The call failed and is retryable.</summary>
    WorthAnotherAttempt,

    /// <summary>The agent exceeded the timeout.</summary>
    TimedOut,

    /// <summary>The agent will call back with its answer (202); the call has ended, the run has not.</summary>
    Accepted,
}

/// <summary>An agent's reply or the failure of the call, as a value.</summary>
/// <param name="Kind">Outcome of the call.</param>
/// <param name="Reason">Reason code for the run's record.</param>
/// <param name="Sentence">The reason in words, for people; contains no secrets.</param>
internal sealed record AgentReply(ReplyKind Kind, RunReason Reason, string Sentence) : IDisposable
{
    /// <summary>Delay that the agent asked for before a retry. Null: none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The agent's answer; also present on failures that carry metrics.</summary>
    public AgentAnswer? Answer { get; init; }

    /// <summary>Whether the agent may have worked, but its answer did not arrive or cannot be read: what the call cost is not known unless <see cref="Answer"/> tells.</summary>
    public bool LostAnswer { get; init; }

    /// <summary>The field that the answer, a JSON object, must have as a text and has not. Null: it has it, or it is no JSON object.</summary>
    public string? LacksField { get; init; }

    /// <summary>The agent's answer, marked if the cost of the call is not known.</summary>
    public AgentAnswer? AnswerWithCost => LostAnswer && Answer?.CostUsd is null ? (Answer ?? new AgentAnswer()).WithUnknownCost() : Answer;

    /// <summary>Disposes the answer's long texts.</summary>
    public void Dispose()
    {
        Answer?.WholeResponse?.Dispose();
        Answer?.Log?.Dispose();
    }
}
