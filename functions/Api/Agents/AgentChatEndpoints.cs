using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Engine.Chats;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Outbound.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Agents;

/// <summary>Talks to an agent: health probe and chat.</summary>
public sealed class AgentChatEndpoints(AgentClient client, ChatRuns chats, IOptions<ScheduleOptions> options)
{
    private const string One = "agents/{agent}";

    /// <summary>Upper bound of a chat call; the platform's front end drops a request after 230 s.</summary>
    private static readonly TimeSpan MaxChat = TimeSpan.FromSeconds(220);

    /// <summary><c>POST /api/agents/{agent}/health</c>: calls the agent's health probe. Always 200; <c>healthy</c> has the result.</summary>
    [Function(nameof(ProbeAgent))]
    public async Task<IResult> ProbeAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/health")] HttpRequest request, CancellationToken cancel) =>
        Results.Json(await client.ProbeAsync(request.FoundAgent().Agent, cancel), Json.Options);

    /// <summary>
    /// <c>POST /api/agents/{agent}/chat {message, maxCostUsdPerRun?}</c>: sends a message to the agent's chat and waits for the answer, as a run of trigger <c>chat</c>. 429 if
    /// no slot is free or a budget is spent; the run is recorded.
    /// </summary>
    [Function(nameof(ChatWithAgent))]
    public async Task<IResult> ChatWithAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/chat")] HttpRequest request, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var message = fields.Text("message", required: true, max: Schedule.MaxMessageLength);
        var maxCost = ScheduleJson.ParseMaxCost(fields, options.Value);
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        var agent = request.FoundAgent().Agent;
        if (Unable(agent) is { } unable)
        {
            return unable;
        }

        return await chats.TalkAsync(agent, Caller.Of(request).Name, message!, agent.Timeout < MaxChat ? agent.Timeout : MaxChat, maxCost) is { Run: { } run } chat
            ? Answer(request, run, chat.Words)
            : Problem.NotFound($"agent \"{agent.Name}\"");
    }

    /// <summary><c>GET /api/agents/{agent}/chat/session</c>: context usage and cost of the chat.</summary>
    [Function(nameof(GetChatSession))]
    public async Task<IResult> GetChatSession(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/chat/session")] HttpRequest request, CancellationToken cancel)
    {
        var agent = request.FoundAgent().Agent;
        if (Unable(agent) is { } unable)
        {
            return unable;
        }

        var (session, failed) = await client.ChatSessionAsync(agent, cancel);
        return session is not null ? Results.Json(session, Json.Options) : Failed(failed!);
    }

    /// <summary>Why the agent cannot chat. Null: it can.</summary>
    private static IResult? Unable(Agent agent) =>
        agent.Kind != AgentKind.Trinity ? Problem.Conflict($"agent \"{agent.Name}\" is not of kind trinity and has no chat; run a task instead")
        : !agent.Enabled ? Problem.Conflict($"agent \"{agent.Name}\" is disabled")
        : null;

    private static IResult Answer(HttpRequest request, Run run, string sentence) =>
        run.Status switch
        {
            RunStatus.Succeeded => Results.Json(Body(run, run.Answer!), Json.Options),
            RunStatus.Rejected or RunStatus.Failed when run.StartedAt is null => Problem.Busy(request, LaunchAnswer.RetryAfter(run), sentence),
            RunStatus.Failed or RunStatus.TimedOut => Problem.AgentFailed(sentence, timedOut: run.Status == RunStatus.TimedOut),
            _ => Problem.Conflict(sentence), // cancelled meanwhile
        };

    private static object Body(Run run, AgentAnswer answer) => new
    {
        runId = run.Id.ToString(),
        answer.Response, // up to 10,000 characters
        run.ResponseCut,
        answer.CostUsd,
        run.CostUnknown,
        run.SettledUsd,
        answer.TokensIn,
        answer.TokensOut,
        answer.ContextTokens,
        answer.ContextWindow,
        answer.SessionId,
        answer.Model,
    };

    private static IResult Failed(AgentReply reply) => Problem.AgentFailed(reply.Sentence, timedOut: reply.Kind == ReplyKind.TimedOut);
}
