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

    private static RunStatus Status(ReplyKind kind) => kind switch
    {
        ReplyKind.Succeeded => RunStatus.Succeeded,
        ReplyKind.TimedOut => RunStatus.TimedOut,
        _ => RunStatus.Failed,
    };
}
