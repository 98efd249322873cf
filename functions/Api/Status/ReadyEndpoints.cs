using AgentSched.Api.Http;
using AgentSched.Base;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AgentSched.Api.Status;

/// <summary>Readiness probe: needs no key, and tells no more than which part does not answer.</summary>
public sealed class ReadyEndpoints(Readiness readiness)
{
    /// <summary><c>GET /api/ready</c>: 200 if table, queue and durable engine answer and ticks succeed, else 503; a few seconds old at most.</summary>
    [Function(nameof(Ready))]
    public async Task<IResult> Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ready")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        var report = await readiness.ReadAsync(durable, cancel);
        return report.Faults is { Count: > 0 } faults ? Problem.NotReady(string.Join("; ", faults), Readiness.Kept) : Results.Json(new { ready = true, report.At }, Json.Options);
    }
}
