using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>
/// Answers 413 after reading the caller's whole body. With an earlier answer the host cuts the connection, and the caller sees a broken connection
/// instead of the problem. The body is discarded; the host's own limit (100 MB) bounds it.
/// </summary>
/// <param name="problem">The answer.</param>
internal sealed class TooLargeResult(ProblemResult problem) : IResult
{
    private const int Piece = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            var buffer = new byte[Piece];
            while (await httpContext.Request.Body.ReadAsync(buffer, httpContext.RequestAborted) > 0)
            {
            }
        }
        catch (BadHttpRequestException)
        {
            // The body exceeds the server's limit: the connection is lost anyway.
        }

        await problem.ExecuteAsync(httpContext);
    }
}
