using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>
/// Answers 413 once the caller has sent its whole body. An answer that comes earlier cuts the connection on the way through the host, and the
/// caller sees a broken connection in place of the problem. What is read here is thrown away; the host's own limit (100 MB) bounds it.
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
            // Larger than the server takes: then nothing can be done for the connection.
        }

        await problem.ExecuteAsync(httpContext);
    }
}
