using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Mcp;

/// <summary>What an operation answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body; empty: none.</param>
/// <param name="RetryAfter">Seconds after which the same call may succeed. Null: not said.</param>
internal sealed record OperationAnswer(int Status, string Text, string? RetryAfter)
{
    public bool IsProblem => Status >= StatusCodes.Status400BadRequest;

    /// <summary>The body as JSON. Null: it is none.</summary>
    public JsonNode? Json => Text is ['{' or '[', ..] ? JsonNode.Parse(Text) : null;
}
