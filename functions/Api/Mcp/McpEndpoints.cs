using System.Reflection;
using System.Text.Json;
using AgentSched.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AgentSched.Api.Mcp;

/// <summary>Answers clients of the Model Context Protocol: streamable HTTP without sessions, so that each request is answered by itself, by any instance.</summary>
public sealed class McpEndpoints(IServiceProvider services, ILoggerFactory loggers)
{
    private static readonly Lazy<ListToolsResult> Tools = new(() => new ListToolsResult { Tools = [.. McpTools.All.Select(McpSchema.Of)] });

    /// <summary><c>POST /api/mcp</c>: one JSON-RPC message; the answer is an event stream, or 202 to a notification.</summary>
    [Function(nameof(PostMcp))]
    public async Task<IResult> PostMcp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "mcp")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var (body, problem) = errors.Any ? (null, Problem.Invalid(errors)) : await JsonBody.ReadBytesAsync(request, cancel);
        if (body is null)
        {
            return problem!;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonRpcMessage>(body, McpJsonUtilities.DefaultOptions) is { } message
                ? new Exchange(message, ct => AnswerAsync(request.HttpContext, durable, message, ct))
                : Problem.BadJson("it is no JSON-RPC message");
        }
        catch (JsonException)
        {
            return Problem.BadJson("it is no JSON-RPC message");
        }
    }

    /// <returns>Whether there was an answer; none to a notification.</returns>
    private async Task<bool> AnswerAsync(HttpContext http, DurableTaskClient durable, JsonRpcMessage message, CancellationToken cancel)
    {
        var calls = new McpCalls((IOperations)services.GetService(typeof(IOperations))!, http, durable);
        await using var transport = new StreamableHttpServerTransport(loggers) { Stateless = true };
        await using var server = McpServer.Create(transport, Options(calls), loggers, services);
        var running = server.RunAsync(cancel);
        var answered = await transport.HandlePostRequestAsync(message, http.Response.Body, cancel);
        await transport.DisposeAsync();
        await running;
        return answered;
    }

    private static McpServerOptions Options(McpCalls calls) => new()
    {
        ServerInfo = new Implementation { Name = "AgentSched", Version = typeof(McpEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "1.0" },
        ServerInstructions = McpTools.Instructions,
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        ScopeRequests = false,
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(Tools.Value),
            CallToolHandler = async (request, cancel) => McpTools.All.FirstOrDefault(tool => tool.Name == request.Params?.Name) is { } tool
                ? await calls.CallAsync(tool, request.Params!.Arguments, cancel)
                : throw new McpProtocolException($"there is no tool \"{request.Params?.Name}\"", McpErrorCode.InvalidParams),
        },
    };

    /// <summary>The answer to one message.</summary>
    private sealed class Exchange(JsonRpcMessage message, Func<CancellationToken, Task<bool>> answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            (response.StatusCode, response.ContentType) = message is JsonRpcRequest ? (StatusCodes.Status200OK, "text/event-stream") : (StatusCodes.Status202Accepted, null);
            await answer(httpContext.RequestAborted);
        }
    }
}
