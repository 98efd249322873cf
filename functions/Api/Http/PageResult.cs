using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>A page of a list. Where there is a next one, the header <c>Link</c> leads to it with <c>rel="next"</c> (RFC 8288): the same request with another <c>continuation</c>.</summary>
/// <param name="page">The page.</param>
/// <param name="continuation">Token of the next page. Null: this is the last.</param>
internal sealed class PageResult(IResult page, string? continuation) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (continuation is not null)
        {
            var request = httpContext.Request;
            var query = request.Query.Where(one => !one.Key.Equals("continuation", StringComparison.OrdinalIgnoreCase))
                .SelectMany(one => one.Value, (one, value) => KeyValuePair.Create(one.Key, value))
                .Append(KeyValuePair.Create<string, string?>("continuation", continuation));
            httpContext.Response.Headers.Link = $"<{request.PathBase}{request.Path}{QueryString.Create(query)}>; rel=\"next\"";
        }

        return page.ExecuteAsync(httpContext);
    }
}
