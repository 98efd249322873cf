using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AgentSched.Tests.Scenarios;

/// <summary>The protocol's own client at <c>/api/mcp</c>.</summary>
internal sealed class McpSession(McpClient client) : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public McpClient Client => client;

    public static async Task<McpSession> OpenAsync(Uri app, string key) => new(await McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(app, "/api/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {key}" },
        }),
        cancellationToken: Cancel));

    /// <summary>The structured answer of a tool. Asserts that it is none of an error.</summary>
    public async Task<JsonNode> CallAsync(string tool, object? arguments = null)
    {
        var (isError, answer) = await TryAsync(tool, arguments ?? new { });
        Assert.False(isError, answer.ToJsonString());
        return answer;
    }

    /// <summary>The structured answer of a tool that cannot do what it is asked.</summary>
    public async Task<JsonNode> FailAsync(string tool, object arguments)
    {
        var (isError, answer) = await TryAsync(tool, arguments);
        Assert.True(isError, answer.ToJsonString());
        return answer;
    }

    public async Task<(bool IsError, JsonNode Answer)> TryAsync(string tool, object arguments)
    {
        var named = JsonSerializer.SerializeToNode(arguments)!.AsObject().ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.Ordinal);
        var result = await client.CallToolAsync(tool, named, cancellationToken: Cancel);
        return (result.IsError == true, JsonNode.Parse(result.StructuredContent?.GetRawText() ?? ((TextContentBlock)result.Content[0]).Text)!);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
