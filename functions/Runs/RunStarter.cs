using AgentSched.Dispatch;
using AgentSched.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Runs;

/// <summary>What an orchestration is started with: where its run's row is.</summary>
/// <param name="Shard">The partition.</param>
/// <param name="Run">The run id; also the instance id.</param>
/// <param name="TraceParent">The first span of the run's trace, as a W3C <c>traceparent</c>. Null: nobody traces.</param>
/// <param name="NotBefore">Its second, where it had its slot ahead of that. Null: it is called at once.</param>
public sealed record RunTicket(string Shard, string Run, string? TraceParent = null, DateTimeOffset? NotBefore = null);

/// <summary>
/// Takes a message from the queue, opens its runs and starts an orchestration for each that has a slot: shortly before their second where
/// that changes nothing (<see cref="AheadRuns"/>), else in it. A message may come twice: a run that has ended has no in-flight row, and
/// an orchestration that exists is not started again.
/// </summary>
public sealed class RunStarter(RunOpener opener, StartsFirst starts)
{
    /// <summary>Runs for each message of the queue <c>runs</c>; throws where storage does, so that the message comes back.</summary>
    [Function(nameof(RunStarter))]
    public async Task RunAsync(
        [QueueTrigger(Storage.StorageClients.RunsQueue)] RunRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        using var span = Traces.OfMessage("start runs", request.TraceParent);
        var orchestrations = new List<Task>();
        try
        {
            await foreach (var run in opener.OpenAsync(request, durable, cancel))
            {
                using var first = Traces.OfRun("start run", run.Id, cause: span);
                orchestrations.Add(StartAsync(durable, new RunTicket(request.Shard, run.Id.ToString(), first?.Id, run.HadSlotAhead ? run.DueTime : null), cancel)); // while the next are opened
            }
        }
        finally
        {
            await Task.WhenAll(orchestrations);
        }
    }

    /// <summary>Starts the orchestration of a run that has a slot. Safe to repeat: one that is under way goes on.</summary>
    private async Task StartAsync(DurableTaskClient durable, RunTicket ticket, CancellationToken cancel)
    {
        using var starting = starts.Begin();
        try
        {
            await durable.ScheduleNewOrchestrationInstanceAsync(
                nameof(RunOrchestrator), ticket, new StartOrchestrationOptions(InstanceId: ticket.Run), cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // "Exists already" comes as different exceptions from different hosts; what counts is whether it is there.
            if (await durable.GetInstanceAsync(ticket.Run, cancel) is null)
            {
                throw;
            }
        }
    }
}
