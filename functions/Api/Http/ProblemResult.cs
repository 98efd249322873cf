using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>A problem as an answer. Its trace id is the W3C trace's; where nothing traces, the request's own identifier.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">What kind of problem it is: a URI that stays as it is, for programs.</param>
/// <param name="title">The same for people; the same for all problems of the type.</param>
/// <param name="detail">What is wrong this time.</param>
/// <param name="errors">What is wrong, by field. Null: it is not about fields.</param>
/// <param name="retryAfter">When the same request may succeed: header <c>Retry-After</c>, in whole seconds. Null: no header.</param>
internal sealed class ProblemResult(int status, string type, string title, string detail, IReadOnlyDictionary<string, string[]>? errors, TimeSpan? retryAfter = null) : IResult
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
