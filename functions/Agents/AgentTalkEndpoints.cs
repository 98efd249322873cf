using AgentSched.Access;
using AgentSched.Http;
using AgentSched.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Agents;

/// <summary>Speaks with an agent outside of any run: how it is, and its chat.</summary>
public sealed class AgentTalkEndpoints(AgentTable agents, AgentClient client)
{
    private const string One = "agents/{agent}";

    /// <summary>Longest chat call: the platform's front end hangs up on a request after 230 s.</summary>
    private static readonly TimeSpan MaxChat = TimeSpan.FromSeconds(220);

    /// <summary><c>POST /api/agents/{agent}/health</c>: calls the agent's health probe. Always 200; <c>healthy</c> says what was found.</summary>
    [Function(nameof(ProbeAgent))]
    public Task<IResult> ProbeAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/health")] HttpRequest request, string agent, CancellationToken cancel) =>
        WithAsync(request, agent, async found => Results.Json(await client.ProbeAsync(found, cancel), Json.Options), cancel);

    /// <summary><c>POST /api/agents/{agent}/chat {message}</c>: a word in the agent's chat; it has no run, no queue and no record.</summary>
    [Function(nameof(ChatWithAgent))]
    public Task<IResult> ChatWithAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/chat")] HttpRequest request, string agent, CancellationToken cancel) =>
        WithAsync(
            request,
            agent,
            async found =>
            {
                var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
                if (fields is null)
                {
                    return problem!;
                }

                using var _ = fields;
                var message = fields.Text("message", required: true, max: Schedule.MaxMessageLength);
                if (fields.Finish() is { } wrong)
                {
                    return wrong;
                }

                if (Unable(found) is { } unable)
                {
                    return unable;
                }

                using var reply = await client.ChatAsync(found, message!, found.Timeout < MaxChat ? found.Timeout : MaxChat, cancel);
                return reply.Kind == ReplyKind.Succeeded ? Results.Json(Answer(reply.Answer!), Json.Options) : Failed(reply);
            },
            cancel);

    /// <summary><c>GET /api/agents/{agent}/chat/session</c>: how full the chat's context is, and what it cost.</summary>
    [Function(nameof(GetChatSession))]
    public Task<IResult> GetChatSession(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/chat/session")] HttpRequest request, string agent, CancellationToken cancel) =>
        WithAsync(
            request,
            agent,
            async found =>
            {
                if (Unable(found) is { } unable)
                {
                    return unable;
                }

                var (session, failed) = await client.ChatSessionAsync(found, cancel);
                return session is not null ? Results.Json(session, Json.Options) : Failed(failed!);
            },
            cancel);

    private async Task<IResult> WithAsync(HttpRequest request, string agent, Func<Agent, Task<IResult>> talk, CancellationToken cancel) =>
        await agents.FindVisibleAsync(Caller.Of(request), agent, cancel) is { } stored ? await talk(stored.Agent) : Problem.NotFound($"agent \"{agent}\"");

    /// <summary>Why there is nobody to chat with; null where there is.</summary>
    private static IResult? Unable(Agent agent) =>
        agent.Kind != AgentKind.Trinity ? Problem.Conflict($"agent \"{agent.Name}\" is not of kind trinity and has no chat; run a task instead")
        : !agent.Enabled ? Problem.Conflict($"agent \"{agent.Name}\" is disabled")
        : null;

    private static object Answer(AgentAnswer answer) => new
    {
        answer.Response, // up to 10,000 characters
        responseCut = answer.WholeResponse is not null,
        answer.CostUsd,
        answer.TokensIn,
        answer.TokensOut,
        answer.ContextTokens,
        answer.ContextWindow,
        answer.SessionId,
        answer.Model,
    };

    private static IResult Failed(AgentReply reply) => Results.Problem(
        reply.Sentence,
        statusCode: reply.Kind == ReplyKind.TimedOut ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
        title: "The agent did not do it",
        type: "https://agentsched.dev/problems/agent");
}
