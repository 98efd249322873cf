using System.Diagnostics;
using System.Globalization;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;
using AgentSched.Outbound.Guard;

namespace AgentSched.Outbound.Agents;

/// <summary>Calls agents of all kinds. Failures are values; answers are read as they arrive, up to a limit.</summary>
public sealed class AgentClient : IDisposable
{
    /// <summary>Maximum bytes of an error's body; a longer body is ignored.</summary>
    private const int MaxError = 1 << 20;

    private readonly AgentHttp _http;
    private readonly TimeProvider _clock;

    /// <summary>One client for all agents.</summary>
    /// <param name="guard">Decides which addresses are called.</param>
    /// <param name="secrets">The agents' secrets.</param>
    /// <param name="clock">Tells the time where an answer does not. Null: the system's.</param>
    public AgentClient(NetworkGuard guard, AgentSecrets secrets, TimeProvider? clock = null) => (_http, _clock) = (new AgentHttp(guard, secrets), clock ?? TimeProvider.System);

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
        return form == AnswerForm.TooLarge ? TooLarge() : dialect.Understand(agent, "called back", form, reader);
    }

    /// <summary>
    /// Sends a message to the agent's chat; kind <c>trinity</c> only. An agent that reports only the total of its session is asked for it first; the
    /// difference is what this message cost, including what others sent to the same session meanwhile.
    /// </summary>
    /// <returns>The reply; the caller disposes it.</returns>
    internal async Task<AgentReply> ChatAsync(Agent agent, Run run, CancellationToken cancel)
    {
        var (before, _) = await ChatSessionAsync(agent, cancel);
        using var request = TrinityDialect.Chat(agent, run.Message!, run.MaxCostUsd);
        request.Headers.Add("Idempotency-Key", run.Id.ToString());
        var reply = await _http.SendAsync(agent, request, run.Timeout!.Value, (response, limit) => ReadAsync(agent, response, mayCallBack: false, limit), failed => failed, cancel);
        return reply.Answer is { IsSessionTotal: true, CostUsd: { } total } answer && before is { CostUsd: { } earlier } && earlier <= total && before.SessionId == (answer.SessionId ?? before.SessionId)
            ? reply with { Answer = answer with { CostUsd = total - earlier } }
            : reply;
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
                var form = await reader.ReadAsync(await AgentHttp.BodyOfAsync(response, limit), MaxError, limit);
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

    private async Task<AgentReply> ReadAsync(Agent agent, HttpResponseMessage response, bool mayCallBack, CancellationToken cancel)
    {
        var dialect = Dialects.Of(agent.Kind);
        var status = (int)response.StatusCode;
        if (status == StatusCodes.Accepted && mayCallBack)
        {
            return new AgentReply(ReplyKind.Accepted, RunReason.Completed, "the agent accepted the run and will call back"); // the body is not read
        }

        var succeeds = dialect.Succeeds(status);
        using var reader = dialect.NewReader();
        var form = await reader.ReadAsync(await AgentHttp.BodyOfAsync(response, cancel), succeeds ? AnswerReader.MaxAnswer : MaxError, cancel);
        if (succeeds)
        {
            return form == AnswerForm.TooLarge ? TooLarge() : dialect.Understand(agent, string.Create(CultureInfo.InvariantCulture, $"answered {status}"), form, reader);
        }

        var (message, code, answer) = form is AnswerForm.Object or AnswerForm.List ? dialect.ReadError(agent, reader.Fields) : default;
        var (kind, reason) = Replies.Judge(status, code, message);
        var hint = status switch
        {
            StatusCodes.Accepted => " and would call back, but no callback was offered",
            >= 300 and < 400 => "; redirects are not followed",
            _ => string.Empty,
        };
        var asked = AskedDelay.Of(response.Headers, _clock.GetUtcNow(), value => AgentHttp.WithoutSecret(response, value));
        return new AgentReply(kind, reason, $"the agent answered {status}{hint}{Dialect.Said(message)}{asked.Ignored}")
        {
            Answer = message is null && form != AnswerForm.TooLarge && reader.Beginning is { } beginning ? (answer ?? new AgentAnswer()) with { Response = beginning } : answer,
            LostAnswer = reason == RunReason.AgentTimeout || status is >= 200 and < 300, // a gateway gave up, or a 202 whose result nobody gets
            RetryAfter = asked.Wait,
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
