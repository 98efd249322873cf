using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>
/// What an answer that is no success means for the run: the one table of it. Worth another attempt is what a later call may
/// find mended; what the agent has understood and refused is not.
/// </summary>
internal static class Replies
{
    /// <param name="status">The HTTP status, other than a success.</param>
    /// <param name="code">The error code in the body, such as <c>insufficient_quota</c>. Null: none.</param>
    /// <param name="message">The error's text. Null: none.</param>
    public static (ReplyKind Kind, RunReason Reason) Judge(int status, string? code = null, string? message = null) => (status, Meaning(code, message)) switch
    {
        // Said by whatever status: model providers answer 400 or 429 where an account is empty, and agents pass that on as 500 or 503.
        (402, _) or (_, Said.Billing) => (ReplyKind.Failed, RunReason.AgentBilling),
        (401 or 403, _) or (>= 500, Said.Auth) or (400 or 429, Said.Auth) => (ReplyKind.Failed, RunReason.AgentRefused),

        // 409 is how agents that know idempotency keys say that an earlier attempt is still at work; 425 is a server that asks for a repeat.
        (409 or 425 or 429, _) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy),
        (408 or 504, _) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout),
        (529, _) or (>= 500, Said.Busy) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy), // 529: overloaded, at some model providers
        (502 or 503, _) or (500, Said.Unavailable) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable),
        (500, Said.Timeout) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout),

        (>= 300 and < 400, _) => (ReplyKind.Failed, RunReason.AnswerUnreadable), // redirects are not followed
        (>= 200 and < 300, _) => (ReplyKind.Failed, RunReason.AnswerUnreadable), // a success that the agent's kind does not have
        _ => (ReplyKind.Failed, RunReason.AgentError),
    };

    private enum Said
    {
        Nothing,
        Billing,
        Auth,
        Busy,
        Timeout,
        Unavailable,
    }

    private static Said Meaning(string? code, string? message) => code?.ToLowerInvariant().Replace('-', '_') switch
    {
        "billing" or "billing_error" or "billing_not_active" or "insufficient_quota" or "insufficient_credits" or "insufficient_funds"
            or "quota_exceeded" or "credit_balance_too_low" or "payment_required" or "402" => Said.Billing,
        _ when message?.Contains("credit balance is too low", StringComparison.OrdinalIgnoreCase) ?? false => Said.Billing, // has no code of its own
        "auth" or "auth_error" or "authentication_error" or "unauthorized" or "invalid_api_key" or "permission_error" or "token_expired" => Said.Auth,
        "rate_limited" or "rate_limit" or "rate_limit_error" or "rate_limit_exceeded" or "overloaded" or "overloaded_error" or "capacity" or "queue_full" or "busy" => Said.Busy,
        "timeout" or "timeout_error" or "timed_out" => Said.Timeout,
        "unavailable" or "service_unavailable" or "network" or "network_error" => Said.Unavailable,
        _ => Said.Nothing,
    };
}
