using System.Globalization;
using System.Net.Http.Headers;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Guard;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Outbound.Agents;

/// <summary>
/// HTTP client for agents: through the network guard, no redirects, no proxy, no cookies, with a time limit. What an agent does
/// or fails to do is a value, never an exception.
/// </summary>
internal sealed class AgentHttp : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly HttpClient _http;

    /// <summary>One client for all agents; connections are pooled per address.</summary>
    public AgentHttp(NetworkGuard guard, IConfiguration configuration)
    {
        _configuration = configuration;
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
            if (agent.Secret is { } secret)
            {
                if (_configuration[$"AgentSecrets:{secret}"]?.Trim() is not { Length: > 0 } token)
                {
                    return failed(new AgentReply(ReplyKind.Failed, RunReason.AgentRefused, $"the setting AgentSecrets:{secret}, which holds the agent's secret, is missing"));
                }

                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
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

    /// <summary>Whether no connection came about, so that the agent has not received the request.</summary>
    private static bool NeverConnected(Exception failure) => failure is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>Delay that an answer asks for before a retry. Null: none.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when headers.Date is { } sent && date > sent => date - sent, // by the agent's own clock
        _ => null,
    };
}
