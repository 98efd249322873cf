using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>What became of one call.</summary>
public enum ReplyKind
{
    /// <summary>The agent did it; <see cref="AgentReply.Answer"/> holds what it said.</summary>
    Succeeded,

    /// <summary>Another attempt would fail as well.</summary>
    Failed,

    /// <summary>Another attempt may succeed.</summary>
    WorthAnotherAttempt,

    /// <summary>The agent took longer than it may.</summary>
    TimedOut,

    /// <summary>The agent will call back with its answer (202); the call is over and the run is not.</summary>
    Accepted,
}

/// <summary>What came back from an agent, failure included, as a value.</summary>
/// <param name="Kind">What became of the call.</param>
/// <param name="Reason">The code that the run's record bears.</param>
/// <param name="Sentence">The same in words, for people; holds no secrets.</param>
internal sealed record AgentReply(ReplyKind Kind, RunReason Reason, string Sentence) : IDisposable
{
    /// <summary>How long the agent asked us to wait. Null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the agent said; present also on failures that carry metrics.</summary>
    public AgentAnswer? Answer { get; init; }

    /// <summary>Closes the answer's long texts.</summary>
    public void Dispose()
    {
        Answer?.WholeResponse?.Dispose();
        Answer?.Log?.Dispose();
    }
}
