using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>Errors as callers see them: RFC 9457 problems with a stable type, a sentence, all field errors at once, and a trace id.</summary>
internal static class Problem
{
    private const string Types = "urn:agentsched:problem:"; // names, not addresses: nothing is to be fetched there

    public static IResult Invalid(FieldErrors errors) => Of(
        StatusCodes.Status400BadRequest, "invalid", "The request has fields that are not as they should be", errors.Summary, errors.ByField);

    public static IResult Invalid(string field, string message) => Invalid(new FieldErrors().Add(field, message));

    public static IResult BadJson(string detail) => Of(StatusCodes.Status400BadRequest, "bad-json", "The body is not a JSON object", detail);

    public static IResult TooLarge(long limit) => new TooLargeResult(Of(
        StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large", $"a body may have at most {limit} bytes"));

    /// <summary>The request broke off, or breaks the rules of HTTP.</summary>
    public static IResult BadRequest(int status) => Of(status, "bad-request", "The request could not be read", "it broke off, or is not as HTTP wants it; send it again");

    public static IResult Unauthorized() => Of(
        StatusCodes.Status401Unauthorized, "unauthorized", "A valid API key is needed",
        "send \"Authorization: Bearer ask_<id>_<secret>\" or the same key as X-Api-Key");

    public static IResult BadToken() => Of(
        StatusCodes.Status401Unauthorized, "bad-token", "The token is not good for this", "send the callback's own token as X-Callback-Token");

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, "forbidden", "You may see this but not do that", detail);

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "not-found", "There is no such thing", $"{what} does not exist, or you may not see it");

    public static IResult Taken(string field, string detail) => Of(
        StatusCodes.Status409Conflict, "taken", "The name is taken", detail, new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] });

    public static IResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "conflict", "The state of things does not allow it", detail);

    /// <summary>Other requests were faster at each try; nothing has changed.</summary>
    public static IResult Contended(string detail) => new ProblemResult(
        StatusCodes.Status409Conflict, Types + "contended", "Other requests changed the same data at each try", $"{detail}; send the request again", errors: null, retryAfter: TimeSpan.FromSeconds(1));

    public static IResult Busy(HttpRequest request, TimeSpan retryAfter, string detail)
    {
        request.HttpContext.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status429TooManyRequests, "busy", "Too much at once", detail);
    }

    public static IResult Changed(string detail) => Of(StatusCodes.Status412PreconditionFailed, "changed", "It changed since you read it", detail);

    /// <summary>The agent that was asked on the caller's behalf failed, or did not answer in time.</summary>
    public static IResult AgentFailed(string detail, bool timedOut) => Of(
        timedOut ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway, "agent", "The agent did not do it", detail);

    public static IResult Unexpected() => Of(
        StatusCodes.Status500InternalServerError, "unexpected", "Something broke on our side", "nothing is known to have changed; the trace id finds the log entry");

    private static ProblemResult Of(int status, string type, string title, string detail, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new(status, Types + type, title, detail, errors);
}
