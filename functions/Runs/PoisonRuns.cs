using System.Text.Json;
using AgentSched.Dispatch;
using AgentSched.Http;
using AgentSched.Storage;
using AgentSched.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AgentSched.Runs;

/// <summary>A message that failed five times: its runs end as failed, with that reason, where their users see it.</summary>
public sealed class PoisonRuns(RunCloser closer, Telemeter telemeter, ILogger<PoisonRuns> logger)
{
    private const int MaxDequeues = 5; // host.json

    /// <summary>Runs for each message of the queue <c>runs-poison</c>. A run that was opened all the same is left to its orchestration and the sweep.</summary>
    /// <remarks>
    /// Takes text, not a <see cref="RunRequest"/>: there is no poison queue for a poison queue, so a message that fails here is redelivered without end.
    /// What is not a request, or not a run id in one, is logged and reported; the message is deleted all the same.
    /// </remarks>
    [Function(nameof(PoisonRuns))]
    public async Task RunAsync([QueueTrigger(StorageClients.PoisonQueue)] string message, CancellationToken cancel)
    {
        var request = Read(message);
        foreach (var run in request?.Runs ?? [string.Empty])
        {
            if (request is not null && RunId.TryParse(run, out var id))
            {
                await CloseAsync(request.Shard, id, cancel);
            }
            else
            {
                logger.UnreadablePoison(message.Length);
                telemeter.Poisoned(StorageClients.RunsQueue, run: null, MaxDequeues, "the message is not a request to start runs");
            }
        }
    }

    private async Task CloseAsync(string shard, RunId run, CancellationToken cancel)
    {
        logger.PoisonRun(run.ToString());
        telemeter.Poisoned(StorageClients.RunsQueue, run.ToString(), MaxDequeues, "its queue message failed too often");
        await closer.CloseAsync(
            shard,
            run,
            (r, now) => r.Status == RunStatus.Queued ? r.End(RunStatus.Failed, RunReason.Poisoned, "its queue message failed five times", now) : null,
            cancel);
    }

    /// <returns>Null: the message is not JSON of a request, or names something that cannot be a shard.</returns>
    private static RunRequest? Read(string message)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRequest>(message, Json.Options) is { Shard: { } shard, Runs: { } runs } request
                && Keys.IsShard(shard) && runs.Count > 0 ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
