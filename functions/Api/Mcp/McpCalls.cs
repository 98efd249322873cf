using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Model.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using ModelContextProtocol.Protocol;

namespace AgentSched.Api.Mcp;

/// <summary>Calls tools within one request.</summary>
/// <param name="operations">The operations of the API.</param>
/// <param name="outer">The request.</param>
/// <param name="durable">Starts and ends orchestrations.</param>
internal sealed class McpCalls(IOperations operations, HttpContext outer, DurableTaskClient durable)
{
    private const int DefaultLength = 8000, LeastLength = 100, MostLength = 40_000;

    /// <summary>Calls a tool. Errors are results, so that the model reads them.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="given">Its arguments, as sent.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<CallToolResult> CallAsync(McpTool tool, IDictionary<string, JsonElement>? given, CancellationToken cancel)
    {
        var arguments = new JsonObject();
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            arguments[McpSchema.ApiName(tool, name)] = JsonNode.Parse(value.GetRawText());
        }

        var known = McpSchema.Of(tool).InputSchema;
        foreach (var name in known.GetProperty("required").EnumerateArray().Select(name => name.GetString()!))
        {
            if (given is null || !given.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return McpAnswer.Wrong($"{name} is required", $"Call {tool.Name} again with {name}.");
            }
        }

        if (given?.Keys.FirstOrDefault(name => !known.GetProperty("properties").TryGetProperty(name, out _)) is { } unknown)
        {
            return McpAnswer.Wrong($"{unknown} is not an argument of {tool.Name}", $"Its arguments are {string.Join(", ", known.GetProperty("properties").EnumerateObject().Select(property => property.Name))}.");
        }

        if (arguments["id"] is JsonValue id && (string?)id is { } words && !ScheduleId.Shape().IsMatch(words))
        {
            var (found, problem) = await FindAsync(tool, (string?)arguments["agent"], words, cancel);
            if (found is null)
            {
                return problem!;
            }

            arguments["id"] = found;
        }

        return tool.Name == McpTools.ReadLog ? await ReadLogAsync(tool, arguments, cancel)
            : tool.Shown is null ? await CallAsync(tool, tool.Operation, arguments, cancel)
            : await ConfirmedAsync(tool, arguments, cancel);
    }

    private async Task<CallToolResult> ConfirmedAsync(McpTool tool, JsonObject arguments, CancellationToken cancel)
    {
        var isConfirmed = arguments.Remove("confirm", out var confirm) && confirm?.GetValueKind() == JsonValueKind.True;
        if (tool.HasDryRun)
        {
            arguments["dryRun"] = !isConfirmed;
        }

        return await CallAsync(tool, isConfirmed ? tool.Operation : tool.Shown!, arguments, cancel, isConfirmed);
    }

    private async Task<CallToolResult> CallAsync(McpTool tool, string operation, JsonObject arguments, CancellationToken cancel, bool isConfirmed = true)
    {
        var answer = await operations.CallAsync(outer, durable, operation, arguments, cancel);
        return answer.IsProblem ? McpAnswer.Problem(tool, answer) : isConfirmed ? McpAnswer.Of(tool, answer) : McpAnswer.Unconfirmed(tool, answer);
    }

    private async Task<CallToolResult> ReadLogAsync(McpTool tool, JsonObject arguments, CancellationToken cancel)
    {
        var (offset, length) = (Number(arguments, McpTools.Offset, 0), Number(arguments, McpTools.Length, DefaultLength));
        if (offset is null or < 0 || length is null or < LeastLength or > MostLength)
        {
            return McpAnswer.Wrong($"offset must be 0 or more, length {LeastLength} to {MostLength}", $"Call {tool.Name} again with numbers in these ranges.");
        }

        var answer = await operations.CallAsync(outer, durable, tool.Operation, arguments, cancel);
        return answer.IsProblem ? McpAnswer.Problem(tool, answer) : McpAnswer.Page(answer.Text, offset.Value, length.Value);
    }

    /// <summary>Takes a number out of the arguments. Null: it is none.</summary>
    private static int? Number(JsonObject arguments, string name, int otherwise) =>
        !arguments.Remove(name, out var value) || value is null ? otherwise : value is JsonValue number && number.TryGetValue<int>(out var whole) ? whole : null;

    /// <summary>The id of the schedule of an agent that has a name.</summary>
    private async Task<(string? Id, CallToolResult? Problem)> FindAsync(McpTool tool, string? agent, string name, CancellationToken cancel)
    {
        var answer = await operations.CallAsync(outer, durable, "listAllSchedules", new JsonObject { ["agent"] = agent, ["text"] = name, ["limit"] = 100 }, cancel);
        if (answer.IsProblem)
        {
            return (null, McpAnswer.Problem(tool, answer));
        }

        var found = answer.Json!["items"]!.AsArray().Where(item => ScheduleName.IsSame((string)item!["name"]!, name)).Select(item => (string)item!["id"]!).ToList();
        return found switch
        {
            [var only] => (only, null),
            [] => (null, McpAnswer.Wrong($"agent \"{agent}\" has no schedule named \"{name}\"", "list_schedules shows the schedules with their ids.")),
            _ => (null, McpAnswer.Wrong($"agent \"{agent}\" has {found.Count} schedules named \"{name}\", of several owners: {string.Join(", ", found)}", "Call again with one of these ids.")),
        };
    }
}
