using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentSched.Runs;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Agents;

/// <summary>Calls agents over HTTP: the run id as idempotency key, no redirects, limits on time and size. Failures are values.</summary>
public sealed class AgentClient : IDisposable
{
    /// <summary>The largest answer that is read: 1 MiB of response, 16 MiB of log, and what stands around them.</summary>
    private const int MaxAnswer = 18 << 20;

    private readonly IConfiguration _configuration;
    private readonly HttpClient _http;

    /// <summary>One client for all agents; connections are kept per address.</summary>
    public AgentClient(NetworkGuard guard, IConfiguration configuration)
    {
        _configuration = configuration;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect could lead behind the guard
            UseProxy = false, // so could a proxy
            UseCookies = false,
            ConnectCallback = guard.ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed DNS entry is seen
            AutomaticDecompression = DecompressionMethods.GZip,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own
            MaxResponseContentBufferSize = MaxAnswer,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>One attempt. Never throws for what an agent does; throws where <paramref name="cancel"/> fires.</summary>
    internal async Task<AgentReply> CallAsync(Agent agent, AgentCall call, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(call.Timeout);
        try
        {
            using var request = Request(agent, call);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await response.Content.LoadIntoBufferAsync(MaxAnswer, limit.Token);
            return await ReadAsync(response, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new AgentReply(ReplyKind.TimedOut, RunReason.AgentTimeout, string.Create(CultureInfo.InvariantCulture, $"the agent did not answer within {call.Timeout.TotalSeconds:0.###} s"));
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new AgentReply(ReplyKind.Failed, RunReason.AnswerTooLarge, $"the agent's answer is larger than {MaxAnswer >> 20} MiB");
        }
        catch (Exception e) when (e is RefusedAddressException || e.InnerException is RefusedAddressException)
        {
            return new AgentReply(ReplyKind.Failed, RunReason.AddressRefused, (e as RefusedAddressException ?? e.InnerException!).Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new AgentReply(ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, $"the agent could not be reached: {e.Message}");
        }
    }

    private HttpRequestMessage Request(Agent agent, AgentCall call)
    {
        var body = new TrinityTask(
            call.Message,
            (int)Math.Ceiling(call.Timeout.TotalSeconds),
            call.Settings.Model,
            call.Settings.AllowedTools.Count > 0 ? call.Settings.AllowedTools : null,
            call.Settings.SystemPrompt,
            call.Settings.MaxTurns,
            call.Run.ToString());
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{agent.Url.AbsoluteUri.TrimEnd('/')}/api/task"))
        {
            Content = JsonContent.Create(body, options: BodyOptions),
        };
        request.Headers.Add("Idempotency-Key", call.Run.ToString());
        request.Headers.Add("X-AgentSched-Attempt", call.Attempt.ToString(CultureInfo.InvariantCulture));
        if (agent.Secret is { } secret && _configuration[$"AgentSecrets:{secret}"] is { Length: > 0 } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    private static async Task<AgentReply> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using var body = await ParseAsync(response, cancel);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return body?.RootElement is { ValueKind: JsonValueKind.Object } root
                ? new AgentReply(ReplyKind.Succeeded, RunReason.Completed, "the agent completed it") { Answer = TrinityAnswer.Read(root) }
                : new AgentReply(ReplyKind.Failed, RunReason.AnswerUnreadable, "the agent answered 200, but not with a JSON object");
        }

        var (message, answer) = body is null ? (null, null) : TrinityAnswer.ReadError(body.RootElement);
        var (kind, reason) = Replies.Judge(response.StatusCode);
        var status = (int)response.StatusCode;
        return new AgentReply(kind, reason, message is { Length: > 0 } ? $"the agent answered {status}: {Shorten(message)}" : $"the agent answered {status}")
        {
            Answer = answer,
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                { Date: { } date } when response.Headers.Date is { } sent && date > sent => date - sent, // by the agent's own clock
                _ => null,
            },
        };
    }

    private static async Task<JsonDocument?> ParseAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shorten(string text) => text.Length <= 1000 ? text : text[..1000] + "…";

    private static readonly JsonSerializerOptions BodyOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed record TrinityTask(
        string Message, int TimeoutSeconds, string? Model, IReadOnlyList<string>? AllowedTools, string? SystemPrompt, int? MaxTurns, string ExecutionId);
}
