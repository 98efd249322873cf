using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>Errors as RFC 9457 problems: a stable type, a sentence, all field errors at once, and a trace id.</summary>
internal static class Problem
{
    private const string Types = "urn:agentsched:problem:"; // names, not URLs to fetch

    public static IResult Invalid(FieldErrors errors) => Of(
        StatusCodes.Status400BadRequest, "invalid", "The request has invalid fields", errors.Summary, errors.ByField);

    public static IResult Invalid(string field, string message) => Invalid(new FieldErrors().Add(field, message));

    public static IResult BadJson(string detail) => Of(StatusCodes.Status400BadRequest, "bad-json", "The body is not a JSON object", detail);

    public static IResult TooLarge(long limit) => new TooLargeResult(Of(
        StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large", $"a body may have at most {limit} bytes"));

    /// <summary>The request was cut off or violates HTTP.</summary>
    public static IResult BadRequest(int status) => Of(status, "bad-request", "The request could not be read", "it was cut off or is not valid HTTP; send it again");

    public static IResult Unauthorized() => Of(
        StatusCodes.Status401Unauthorized, "unauthorized", "A valid API key is needed",
        "send \"Authorization: Bearer ask_<id>_<secret>\" or the same key as X-Api-Key");

    public static IResult BadToken() => Of(
        StatusCodes.Status401Unauthorized, "bad-token", "The token is not valid for this run", "send the callback's own token as X-Callback-Token");

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, "forbidden", "You are not allowed to do this", detail);

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "not-found", "Not found", $"{what} does not exist, or you may not see it");

    public static IResult Taken(string field, string detail) => Of(
        StatusCodes.Status409Conflict, "taken", "The name is taken", detail, new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] });

    public static IResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "conflict", "The current state does not allow this", detail);

    /// <summary>Every attempt lost to a concurrent request; nothing was changed.</summary>
    public static IResult Contended(string detail) => new ProblemResult(
        StatusCodes.Status409Conflict, Types + "contended", "Other requests changed the same data at every attempt", $"{detail}; send the request again", errors: null, retryAfter: TimeSpan.FromSeconds(1));

    public static IResult Busy(HttpRequest request, TimeSpan retryAfter, string detail)
    {
        request.HttpContext.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status429TooManyRequests, "busy", "The queue is full or the budget is spent", detail);
    }

    public static IResult Changed(string detail) => Of(StatusCodes.Status412PreconditionFailed, "changed", "It changed since you read it", detail);

    /// <summary>The agent that was asked on the caller's behalf failed, or did not answer in time.</summary>
    public static IResult AgentFailed(string detail, bool timedOut) => Of(
        timedOut ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway, "agent", "The agent failed or did not answer in time", detail);

    public static IResult Unexpected() => Of(
        StatusCodes.Status500InternalServerError, "unexpected", "Internal error", "it is not known whether anything changed; use the trace id to find the log entry");

    private static ProblemResult Of(int status, string type, string title, string detail, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new(status, Types + type, title, detail, errors);
}
