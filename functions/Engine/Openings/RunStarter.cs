using System.Diagnostics;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Claims;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using AgentSched.Storage.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Openings;

/// <summary>
/// Takes a message from the queue, opens its runs and starts one orchestration for those with a slot: shortly before their second if that
/// does not change the decision (<see cref="EarlyRuns"/>), otherwise in it. A message may be redelivered: a run that has ended has no in-flight
/// row, and the row of a run with a slot names the orchestration that holds it.
/// </summary>
public sealed class RunStarter(RunOpener opener, RunHandover handover, IOptions<DispatchOptions> options, TimeProvider clock)
{
    /// <summary>Runs for each message of the queue <c>runs</c>. Throws if storage fails, so that the message is redelivered.</summary>
    [Function(nameof(RunStarter))]
    public async Task RunAsync(
        [QueueTrigger(StorageClients.RunsQueue)] RunRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        using var span = Spans.OfMessage("start runs", request.TraceParent);
        await foreach (var opened in opener.OpenAsync(request, durable, cancel))
        {
            if (opened.Batch is null)
            {
                await Task.WhenAll(opened.Runs.Select(run => GoOnAsync(request.Shard, run, durable, span, cancel)));
            }
            else if (opened.Runs.Count > 0)
            {
                await StartAsync(request, opened, opened.Batch, durable, span, cancel);
            }
        }
    }

    private async Task StartAsync(RunRequest request, OpenedTogether opened, string id, DurableTaskClient durable, Activity? cause, CancellationToken cancel)
    {
        var batch = new RunBatch(
            id, request.Shard, opened.IsAhead ? request.DueTime : null, [.. opened.Runs.Select(run => new BatchedRun(run.Id.ToString(), Spans.Begin(run.Id.ToString(), cause)))]);
        if (!await durable.StartAsync(batch, cancel))
        {
            // The message was delivered before, and some of its runs could not be opened then: the batch of that time does not contain these.
            await Task.WhenAll(opened.Runs.Select(run => StartAloneAsync(request.Shard, run, opened.IsAhead ? request.DueTime : clock.GetUtcNow(), durable, cause, cancel)));
        }
    }

    /// <summary>Ensures that a run that got its slot from an earlier message has an orchestration.</summary>
    private async Task GoOnAsync(string shard, Run run, DurableTaskClient durable, Activity? cause, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (run.IsAlone)
        {
            await durable.StartAsync(RunTicket.Of(shard, run, Spans.Begin(run.Id.ToString(), cause)), cancel);
        }
        else if (now - run.StartedAt >= options.Value.ResendAfter && await durable.HolderAsync(run, cancel) is null) // otherwise its opener is about to start its batch
        {
            await StartAloneAsync(shard, run, now, durable, cause, cancel);
        }
    }

    private async Task StartAloneAsync(string shard, Run run, DateTimeOffset at, DurableTaskClient durable, Activity? cause, CancellationToken cancel)
    {
        if (await handover.RepeatAsync(shard, run.Id, at, cancel) is { } written)
        {
            await durable.StartAsync(RunTicket.Of(shard, written, Spans.Begin(run.Id.ToString(), cause)), cancel);
        }
    }
}
