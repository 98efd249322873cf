using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace AgentSched.Faults;

/// <summary>
/// Passes a request on and an answer back byte for byte where it matters: the target stays as sent and so does the Host header, so signatures hold
/// and addresses in answers lead back to the proxy.
/// </summary>
internal sealed class StorageForwarder : IDisposable
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect",
    };

    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
    });

    public void Dispose() => _invoker.Dispose();

    /// <param name="http">The app's request.</param>
    /// <param name="service">Azurite's address for it.</param>
    /// <param name="target">Path and query as sent.</param>
    /// <param name="body">The body, already read; null when it is to be streamed from the request.</param>
    /// <param name="cancel">Ends the wait for the answer.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpContext http, Uri service, string target, byte[]? body, CancellationToken cancel)
    {
        // System.Uri would rewrite some escapes in the path, and the signature is made over the path as sent.
        var uri = new Uri(service.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), uri);
        if (body is null)
            request.Content = new StreamContent(http.Request.Body);
        else if (body.Length > 0 || http.Request.ContentLength is not null || !StringValues.IsNullOrEmpty(http.Request.Headers.ContentType))
            request.Content = new ByteArrayContent(body);

        foreach (var (name, values) in http.Request.Headers)
        {
            if (!HopByHop.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return await _invoker.SendAsync(request, cancel);
    }

    public static async Task AnswerAsync(HttpContext http, HttpResponseMessage answer, CancellationToken cancel)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = answer.ReasonPhrase;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!HopByHop.Contains(name))
                http.Response.Headers[name] = new StringValues([.. values]);
        }

        await answer.Content.CopyToAsync(http.Response.Body, cancel);
    }
}
