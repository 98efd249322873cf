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

    /// <summary>The body has a content type that the operation does not read, or none.</summary>
    public static IResult MediaType(string? given, IEnumerable<string> accepted) => Of(
        StatusCodes.Status415UnsupportedMediaType,
        "media-type",
        "The content type is not accepted",
        $"the body {(string.IsNullOrEmpty(given) ? "has no content type" : $"is {Base.Texts.Cut(given, 100)}")}; send \"Content-Type: {string.Join("\" or \"", accepted)}\"");

    /// <summary>The request was cut off or violates HTTP.</summary>
    public static IResult BadRequest(int status) => Of(status, "bad-request", "The request could not be read", "it was cut off or is not valid HTTP; send it again");

    /// <summary>Parts of the app do not answer; the same request may succeed soon.</summary>
    public static IResult NotReady(string detail, TimeSpan retryAfter) => new ProblemResult(
        StatusCodes.Status503ServiceUnavailable, Types + "not-ready", "The app is not ready", detail, errors: null, retryAfter);

    public static IResult Unauthorized() => Of(
        StatusCodes.Status401Unauthorized, "unauthorized", "A valid API key is needed",
        "send \"Authorization: Bearer ask_<id>_<secret>\" or the same key as X-Api-Key");

    /// <summary>The address sent so many wrong keys that its keys are not looked up for a while.</summary>
    public static IResult WrongKeys(TimeSpan wait) => new ProblemResult(
        StatusCodes.Status429TooManyRequests,
        Types + "wrong-keys",
        "Too many wrong API keys",
        "too many wrong API keys came from this address; keys that were not in use lately are not checked until the time in Retry-After has passed",
        errors: null,
        retryAfter: TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds)));

    public static IResult BadToken() => Of(
        StatusCodes.Status401Unauthorized, "bad-token", "The token is not valid for this run", "send the callback's own token as X-Callback-Token");

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, "forbidden", "You are not allowed to do this", detail);

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "not-found", "Not found", $"{what} does not exist, or you may not see it");

    /// <summary>No operation has this path.</summary>
    public static IResult NotFound(PathString path) =>
        Of(StatusCodes.Status404NotFound, "not-found", "Not found", $"there is no {path.Value}; GET /api/openapi.json lists all paths");

    /// <summary>The path has operations, but not with this method; sets <c>Allow</c>.</summary>
    public static IResult NoSuchMethod(HttpRequest request, IReadOnlyList<string> allowed)
    {
        request.HttpContext.Response.Headers.Allow = string.Join(", ", allowed);
        return Of(
            StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "The method is not allowed here", $"{request.Method} is not possible here; allowed: {string.Join(", ", allowed)}");
    }

    public static IResult Taken(string field, string detail) => Of(
        StatusCodes.Status409Conflict, "taken", "The name is taken", detail, new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] });

    public static IResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "conflict", "The current state does not allow this", detail);

    /// <summary>Every attempt lost to a concurrent request; nothing was changed.</summary>
    public static IResult Contended(string detail) => new ProblemResult(
        StatusCodes.Status409Conflict, Types + "contended", "Other requests changed the same data at every attempt", $"{detail}; send the request again", errors: null, retryAfter: TimeSpan.FromSeconds(1));

    /// <summary>The request can mean several things, or must be confirmed; nothing was changed.</summary>
    /// <param name="detail">Why the caller must choose.</param>
    /// <param name="readings">What it can mean, as JSON; each can be sent back as the body of the request.</param>
    /// <param name="more">A further member of the problem.</param>
    public static IResult Choose(string detail, object readings, (string Name, object? Value) more) => new ProblemResult(
        StatusCodes.Status409Conflict, Types + "choose", "Choose one of the readings", detail, errors: null, more: new Dictionary<string, object?>(StringComparer.Ordinal) { ["readings"] = readings, [more.Name] = more.Value });

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
