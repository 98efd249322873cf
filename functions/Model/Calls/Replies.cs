using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>
/// Maps an unsuccessful response to an outcome; the only such table (a success is judged by its body: <see cref="Outcomes"/>). A failure is retryable if it may be temporary; a request that the
/// agent understood and refused is not.
/// </summary>
internal static class Replies
{
    /// <param name="status">The HTTP status of the unsuccessful response.</param>
    /// <param name="code">The error code in the body, such as <c>insufficient_quota</c>. Null: none.</param>
    /// <param name="message">The error's text. Null: none.</param>
    public static (ReplyKind Kind, RunReason Reason) Judge(int status, string? code = null, string? message = null) => (status, Meaning(code, message)) switch
    {
        // Any status: model providers answer 400 or 429 if an account has no credit, and agents pass that on as 500 or 503.
        (402, _) or (_, Said.Billing) => (ReplyKind.Failed, RunReason.AgentBilling),
        (401 or 403, _) or (>= 500, Said.Auth) or (400 or 429, Said.Auth) => (ReplyKind.Failed, RunReason.AgentRefused),

        // 409: an agent with idempotency keys is still processing an earlier attempt; 425: the server asks for a repeat.
        (409 or 425 or 429, _) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy),
        (408 or 504, _) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout),
        (529, _) or (>= 500, Said.Busy) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy), // 529: overloaded, used by some model providers
        (502 or 503, _) or (500, Said.Unavailable) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable),
        (500, Said.Timeout) => (ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout),

        (>= 300 and < 400, _) => (ReplyKind.Failed, RunReason.AnswerUnreadable), // redirects are not followed
        (>= 200 and < 300, _) => (ReplyKind.Failed, RunReason.AnswerUnreadable), // a success status that the agent's kind does not define
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
        _ when message?.Contains("credit balance is too low", StringComparison.OrdinalIgnoreCase) ?? false => Said.Billing, // there is no code for this error
        "auth" or "auth_error" or "authentication_error" or "unauthorized" or "invalid_api_key" or "permission_error" or "token_expired" => Said.Auth,
        "rate_limited" or "rate_limit" or "rate_limit_error" or "rate_limit_exceeded" or "overloaded" or "overloaded_error" or "capacity" or "queue_full" or "busy" => Said.Busy,
        "timeout" or "timeout_error" or "timed_out" => Said.Timeout,
        "unavailable" or "service_unavailable" or "network" or "network_error" => Said.Unavailable,
        _ => Said.Nothing,
    };
}
