using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace AgentSched.Api.Mcp;

/// <summary>The operations of the API, called within a request.</summary>
internal interface IOperations
{
    /// <summary>Calls an operation as the caller of a request: by the same rules, with the same checks and the same answer as over HTTP.</summary>
    /// <param name="outer">The request on whose behalf it is called; its caller is known.</param>
    /// <param name="durable">Starts and ends orchestrations.</param>
    /// <param name="operation">The operation's id in <c>ApiDocument</c>.</param>
    /// <param name="arguments">Values of its parameters and of the fields of its body, by name. Others are sent in the body, where the operation refuses them by name.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<OperationAnswer> CallAsync(HttpContext outer, DurableTaskClient durable, string operation, JsonObject arguments, CancellationToken cancel);
}
