using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Guard;

namespace AgentSched.Outbound.Agents;

/// <summary>
/// HTTP client for agents: through the network guard, no redirects, no proxy, no cookies, with a time limit. What an agent does
/// or fails to do is a value, never an exception.
/// </summary>
internal sealed class AgentHttp : IDisposable
{
    private const string Authorization = "Authorization", Bearer = "Bearer ";

    private readonly AgentSecrets _secrets;
    private readonly HttpClient _http;

    /// <summary>One client for all agents; connections are pooled per address.</summary>
    public AgentHttp(NetworkGuard guard, AgentSecrets secrets)
    {
        _secrets = secrets;
        _http = new HttpClient(GuardedHandler.New(guard))
        {
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own
        };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request with the agent's secret; the answer is read as it arrives.</summary>
    /// <param name="agent">The agent whose secret is sent.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">Limit of the whole exchange, reading included.</param>
    /// <param name="read">Reads the answer, whatever its status.</param>
    /// <param name="failed">Makes the result if there is no answer to read.</param>
    /// <param name="cancel">Cancels the call.</param>
    public async Task<T> SendAsync<T>(
        Agent agent,
        HttpRequestMessage request,
        TimeSpan timeout,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        Func<AgentReply, T> failed,
        CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            var (secret, refusal) = _secrets.Find(agent, request.RequestUri!);
            if (refusal is not null)
            {
                return failed(new AgentReply(ReplyKind.Failed, RunReason.AgentRefused, refusal));
            }

            if (secret is not null)
            {
                request.Headers.TryAddWithoutValidation(Authorization, Bearer + secret);
            }

            if (request.Content is { } body)
            {
                await body.LoadIntoBufferAsync(limit.Token); // so that its length is known: not every server accepts chunked requests
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await read(response, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return failed(new AgentReply(
                ReplyKind.TimedOut, RunReason.AgentTimeout, string.Create(CultureInfo.InvariantCulture, $"the agent did not answer within {timeout.TotalSeconds:0.###} s")) { LostAnswer = true });
        }
        catch (Exception e) when (e is RefusedAddressException || e.InnerException is RefusedAddressException)
        {
            return failed(new AgentReply(ReplyKind.Failed, RunReason.AddressRefused, (e as RefusedAddressException ?? e.InnerException!).Message));
        }
        catch (InvalidDataException)
        {
            return failed(new AgentReply(ReplyKind.Failed, RunReason.AnswerUnreadable, "the agent labels its answer as gzip, but it is not valid gzip") { LostAnswer = true });
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return failed(new AgentReply(ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, $"the agent could not be reached: {e.Message}") { LostAnswer = !NeverConnected(e) });
        }
    }

    /// <summary>The body of an answer, without the secret that was sent with the request.</summary>
    public static async Task<Stream> BodyOfAsync(HttpResponseMessage response, CancellationToken cancel) =>
        AgentSecrets.Mask(SentWith(response), await response.Content.ReadAsStreamAsync(cancel));

    /// <summary>The value of a header of an answer, without the secret that was sent with the request.</summary>
    public static string WithoutSecret(HttpResponseMessage response, string value) => AgentSecrets.Mask(SentWith(response), value);

    private static string? SentWith(HttpResponseMessage response) =>
        response.RequestMessage?.Headers.TryGetValues(Authorization, out var values) == true ? values.First()[Bearer.Length..] : null;

    /// <summary>Whether no connection came about, so that the agent has not received the request.</summary>
    private static bool NeverConnected(Exception failure) => failure is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };
}
