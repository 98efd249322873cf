using System.Net;
using AgentSched.Runs;

namespace AgentSched.Agents;

/// <summary>What a status that is not 200 means for the run: the one table of it.</summary>
internal static class Replies
{
    public static (ReplyKind Kind, RunReason Reason) Judge(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => (ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable => (ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable),
        HttpStatusCode.GatewayTimeout => (ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout),
        HttpStatusCode.PaymentRequired => (ReplyKind.Failed, RunReason.AgentBilling),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (ReplyKind.Failed, RunReason.AgentRefused),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => (ReplyKind.Failed, RunReason.AnswerUnreadable),
        _ => (ReplyKind.Failed, RunReason.AgentError),
    };
}
