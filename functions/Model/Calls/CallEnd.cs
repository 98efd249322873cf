using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>Ends a run according to the agent's reply.</summary>
internal static class CallEnd
{
    public static Run Of(Run run, AgentReply reply, KeptAnswer kept, DateTimeOffset now) => run.End(Status(reply.Kind), reply.Reason, reply.Sentence, now) with
    {
        Answer = kept.Answer,
        ResponseCut = kept.ResponseCut,
        HasLog = kept.HasLog,
        SmallLog = kept.SmallLog,
    };

    /// <summary>Ends a run whose agent cannot be called any more, with what its earlier calls cost.</summary>
    /// <param name="run">The run as read before the call.</param>
    /// <param name="reason">Why it ends.</param>
    /// <param name="sentence">The reason in words.</param>
    /// <param name="failures">Number of its calls that failed.</param>
    /// <param name="spent">Their cost. Null: none was reported.</param>
    /// <param name="now">Current time.</param>
    public static Run Uncalled(Run run, RunReason reason, string sentence, int failures, Spent? spent, DateTimeOffset now) =>
        run.End(RunStatus.Failed, reason, sentence, now) with
        {
            Answer = Spent.Into(run.Attempts > failures ? new AgentAnswer().WithUnknownCost() : null, spent), // a crash cut off a call
        };

    /// <summary>Ends a run whose owner may no longer use the agent: rejected if the agent was not called, failed with what its earlier calls cost otherwise.</summary>
    public static Run AccessLost(Run run, string sentence, int failures, Spent? spent, DateTimeOffset now) => run.Attempts == 0
        ? run.End(RunStatus.Rejected, RunReason.AccessLost, sentence, now) with { StartedAt = null, Answer = null }
        : Uncalled(run, RunReason.AccessLost, sentence, failures, spent, now);

    private static RunStatus Status(ReplyKind kind) => kind switch
    {
        ReplyKind.Succeeded => RunStatus.Succeeded,
        ReplyKind.TimedOut => RunStatus.TimedOut,
        _ => RunStatus.Failed,
    };
}
