using System.Diagnostics;
using System.Globalization;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;
using AgentSched.Outbound.Guard;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Outbound.Agents;

/// <summary>Calls agents of all kinds. Failures are values; answers are read as they arrive, up to a limit.</summary>
public sealed class AgentClient : IDisposable
{
    /// <summary>Maximum bytes of an error's body; a longer body is ignored.</summary>
    private const int MaxError = 1 << 20;

    private readonly AgentHttp _http;

    /// <summary>One client for all agents.</summary>
    public AgentClient(NetworkGuard guard, IConfiguration configuration) => _http = new AgentHttp(guard, configuration);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Makes one attempt of a run. Never throws for what an agent does; throws when <paramref name="cancel"/> fires.</summary>
    /// <returns>The reply; the caller disposes it.</returns>
    internal async Task<AgentReply> CallAsync(Agent agent, AgentCall call, CancellationToken cancel)
    {
        var dialect = Dialects.Of(agent.Kind);
        if (dialect.Objection(agent, call) is { } objection)
        {
            return new AgentReply(ReplyKind.Failed, RunReason.AgentError, objection);
        }

        using var span = Spans.OfRun("call agent", call.Run.ToString(), call.TraceParent ?? Activity.Current?.Id, kind: ActivityKind.Client);
        span?.SetTag(Dimensions.Agent, agent.Name).SetTag(Measures.Attempts, call.Attempt);
        using var request = new HttpRequestMessage(HttpMethod.Post, dialect.TaskUrl(agent)) { Content = dialect.Write(agent, call) };
        request.Headers.Add("Idempotency-Key", call.Run.ToString());
        request.Headers.Add("X-AgentSched-Attempt", call.Attempt.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("traceparent", Spans.ParentOf(span, call.Run.ToString(), call.Attempt));
        return await _http.SendAsync(agent, request, call.Timeout, (response, limit) => ReadAsync(agent, response, call.Callback is not null, limit), failed => failed, cancel);
    }

    /// <summary>Reads an answer that an agent sends later, after a 202, as if it had come with the call.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    internal static async Task<AgentReply> ReadCallbackAsync(Agent agent, Stream body, CancellationToken cancel)
    {
        var dialect = Dialects.Of(agent.Kind);
        using var reader = dialect.NewReader();
        var form = await reader.ReadAsync(body, AnswerReader.MaxAnswer, cancel);
        return form == AnswerForm.TooLarge ? TooLarge() : dialect.Understand(agent, StatusCodes.Ok, form, reader);
    }

    /// <summary>Sends a message to the agent's chat, outside of any run; kind <c>trinity</c> only.</summary>
    internal async Task<AgentReply> ChatAsync(Agent agent, string message, TimeSpan timeout, CancellationToken cancel)
    {
        using var request = TrinityDialect.Chat(agent, message);
        return await _http.SendAsync(agent, request, timeout, (response, limit) => ReadAsync(agent, response, mayCallBack: false, limit), failed => failed, cancel);
    }

    /// <summary>Reads the state of the agent's chat; kind <c>trinity</c> only.</summary>
    internal async Task<(ChatSession? Session, AgentReply? Failed)> ChatSessionAsync(Agent agent, CancellationToken cancel)
    {
        using var request = TrinityDialect.Session(agent);
        return await _http.SendAsync<(ChatSession?, AgentReply?)>(
            agent,
            request,
            HealthProbe.Timeout,
            async (response, limit) =>
            {
                using var reader = TrinityDialect.NewSessionReader();
                var form = await reader.ReadAsync(await response.Content.ReadAsStreamAsync(limit), MaxError, limit);
                var status = (int)response.StatusCode;
                return status == StatusCodes.Ok && form == AnswerForm.Object
                    ? (TrinityDialect.ReadSession(reader.Fields), null)
                    : (null, new AgentReply(ReplyKind.Failed, RunReason.AnswerUnreadable, $"the agent answered {status} without a chat session"));
            },
            failed => (null, failed),
            cancel);
    }

    /// <summary>Probes the agent's health. Takes at most 5 s per probe.</summary>
    internal async Task<HealthReport> ProbeAsync(Agent agent, CancellationToken cancel)
    {
        HealthReport? report = null;
        foreach (var probe in Dialects.Of(agent.Kind).Probes(agent))
        {
            report = await ProbeAsync(agent, probe, cancel);
            if (report.Healthy || report.Status is not { } status || !HealthProbe.IsElsewhere(status))
            {
                return report;
            }
        }

        return report!;
    }

    private async Task<HealthReport> ProbeAsync(Agent agent, HealthProbe probe, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(probe.Method, probe.Url);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        return await _http.SendAsync(
            agent,
            request,
            HealthProbe.Timeout,
            (response, _) =>
            {
                var status = (int)response.StatusCode;
                var good = probe.IsGood(status);
                return Task.FromResult(Report(good, status, $"the agent answered {status}{(good ? string.Empty : ", which counts as unhealthy")}"));
            },
            failed => Report(healthy: false, status: null, failed.Sentence),
            cancel);

        HealthReport Report(bool healthy, int? status, string sentence) =>
            new(healthy, status, TimeSpan.FromMilliseconds(Math.Ceiling(clock.Elapsed.TotalMilliseconds)), $"{probe.Method} {probe.Url}", sentence);
    }

    private static async Task<AgentReply> ReadAsync(Agent agent, HttpResponseMessage response, bool mayCallBack, CancellationToken cancel)
    {
        var dialect = Dialects.Of(agent.Kind);
        var status = (int)response.StatusCode;
        if (status == StatusCodes.Accepted && mayCallBack)
        {
            return new AgentReply(ReplyKind.Accepted, RunReason.Completed, "the agent accepted the run and will call back"); // the body is not read
        }

        var succeeds = dialect.Succeeds(status);
        using var reader = dialect.NewReader();
        var form = await reader.ReadAsync(await response.Content.ReadAsStreamAsync(cancel), succeeds ? AnswerReader.MaxAnswer : MaxError, cancel);
        if (succeeds)
        {
            return form == AnswerForm.TooLarge ? TooLarge() : dialect.Understand(agent, status, form, reader);
        }

        var (message, code, answer) = form == AnswerForm.Object ? dialect.ReadError(agent, reader.Fields) : default;
        var (kind, reason) = Replies.Judge(status, code, message);
        var hint = status switch
        {
            StatusCodes.Accepted => " and would call back, but no callback was offered",
            >= 300 and < 400 => "; redirects are not followed",
            _ => string.Empty,
        };
        return new AgentReply(kind, reason, $"the agent answered {status}{hint}{Dialect.Said(message)}")
        {
            Answer = answer,
            LostAnswer = reason == RunReason.AgentTimeout || status is >= 200 and < 300, // a gateway gave up, or a 202 whose result nobody gets
            RetryAfter = AgentHttp.RetryAfter(response.Headers),
        };
    }

    private static AgentReply TooLarge() =>
        new(ReplyKind.Failed, RunReason.AnswerTooLarge, $"the agent's answer is larger than {AnswerReader.MaxAnswer >> 20} MiB") { LostAnswer = true };

    private static class StatusCodes
    {
        public const int Ok = 200;
        public const int Accepted = 202;
    }
}
