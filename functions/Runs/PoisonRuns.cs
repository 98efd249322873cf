using AgentSched.Dispatch;
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
    [Function(nameof(PoisonRuns))]
    public async Task RunAsync([QueueTrigger(StorageClients.PoisonQueue)] RunRequest request, CancellationToken cancel)
    {
        foreach (var run in request.Runs)
        {
            logger.PoisonRun(run);
            telemeter.Poisoned(StorageClients.RunsQueue, run, MaxDequeues);
            await closer.CloseAsync(
                request.Shard,
                RunId.Parse(run),
                (r, now) => r.Status == RunStatus.Queued ? r.End(RunStatus.Failed, RunReason.Poisoned, "its queue message failed five times", now) : null,
                cancel);
        }
    }
}
