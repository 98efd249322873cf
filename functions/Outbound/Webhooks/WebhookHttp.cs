using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AgentSched.Base;
using AgentSched.Model.Webhooks;
using AgentSched.Outbound.Agents;
using AgentSched.Outbound.Guard;

namespace AgentSched.Outbound.Webhooks;

/// <summary>Posts signed events, through the same guard as calls of agents and with a time limit. What a receiver does is a value, never an exception.</summary>
public sealed class WebhookHttp : IDisposable
{
    /// <summary>Time limit of the whole exchange, the beginning of the answer included.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Bytes read of an answer; the rest is ignored.</summary>
    private const int MaxAnswer = 4096;

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    /// <summary>One client for all receivers.</summary>
    public WebhookHttp(NetworkGuard guard, TimeProvider clock)
    {
        _clock = clock;
        _http = new HttpClient(GuardedHandler.New(guard)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Posts an event once. Throws only when <paramref name="cancel"/> fires.</summary>
    /// <param name="url">The receiver.</param>
    /// <param name="secrets">The signing secrets; at least one.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="body">The event.</param>
    /// <param name="trace">The W3C <c>traceparent</c>. Null: none.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<WebhookReply> PostAsync(Uri url, IEnumerable<string> secrets, string id, byte[] body, string? trace, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            using var request = Signed(url, secrets, id, body, trace);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var text = await BeginningAsync(response, limit.Token);
            var asked = AskedDelay.Of(response.Headers, _clock.GetUtcNow());
            return new WebhookReply(response.StatusCode, response.IsSuccessStatusCode ? null : Sentence((int)response.StatusCode, text) + asked.Ignored, Stopwatch.GetElapsedTime(started))
            {
                Text = text,
                RetryAfter = asked.Wait,
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"did not answer within {Limit.TotalSeconds:0} s"));
        }
        catch (Exception e) when (e is RefusedAddressException || e.InnerException is RefusedAddressException)
        {
            return Failed($"{(e as RefusedAddressException ?? (RefusedAddressException)e.InnerException!).Host} has no allowed address");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return Failed($"could not be reached: {e.Message}");
        }

        WebhookReply Failed(string sentence) => new(Status: null, sentence, Stopwatch.GetElapsedTime(started));
    }

    private HttpRequestMessage Signed(Uri url, IEnumerable<string> secrets, string id, byte[] body, string? trace)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("User-Agent", "AgentSched");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Signature.Of(secrets, id, timestamp, body));
        if (trace is not null)
        {
            request.Headers.Add("traceparent", trace);
        }

        return request;
    }

    /// <summary>Reads the beginning of the body, as far as it arrives; null if nothing does. The headers alone decide about success.</summary>
    private static async Task<string?> BeginningAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var buffer = new byte[MaxAnswer];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            for (int read; length < MaxAnswer && (read = await body.ReadAsync(buffer.AsMemory(length), cancel)) > 0;)
            {
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            // Use the bytes that have arrived.
        }

        var text = string.Concat(Encoding.UTF8.GetString(buffer, 0, length).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Sentence(int status, string? text)
    {
        const int Shown = 200;
        var said = Texts.Cut(text, Shown);
        return string.Create(CultureInfo.InvariantCulture, $"answered {status}{(said is null ? string.Empty : $": {said}")}");
    }
}
