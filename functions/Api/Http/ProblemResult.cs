using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>A problem as an HTTP answer. Its trace id is that of the W3C trace or, without a trace, the request's own identifier.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">Kind of problem, for programs: a stable URI.</param>
/// <param name="title">Kind of problem, for people; the same for all problems of the type.</param>
/// <param name="detail">What is wrong with this request.</param>
/// <param name="errors">Errors by field. Null: it is not about fields.</param>
/// <param name="retryAfter">When the same request may succeed: header <c>Retry-After</c>, in whole seconds. Null: no header.</param>
/// <param name="more">Further members of the problem. Null: none.</param>
internal sealed class ProblemResult(int status, string type, string title, string detail, IReadOnlyDictionary<string, string[]>? errors, TimeSpan? retryAfter = null, IReadOnlyDictionary<string, object?>? more = null) : IResult
{
    public int Status => status;

    public string Type => type;

    public string Detail => detail;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["traceId"] = Activity.Current is { IdFormat: ActivityIdFormat.W3C } trace ? trace.TraceId.ToHexString() : httpContext.TraceIdentifier,
        };
        foreach (var (name, value) in more ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            extensions[name] = value;
        }

        if (retryAfter is { } wait)
        {
            httpContext.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (errors is not null)
        {
            extensions["errors"] = errors;
        }

        return Results.Problem(detail, statusCode: status, title: title, type: type, extensions: extensions).ExecuteAsync(httpContext);
    }
}
