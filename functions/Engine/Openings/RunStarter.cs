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
/// Takes a message from the queue, opens its runs and starts one orchestration for those that have a slot: shortly before their second where
/// that changes nothing (<see cref="EarlyRuns"/>), else in it. A message may come twice: a run that has ended has no in-flight row, and for one
/// that has a slot its row says which orchestration holds it.
/// </summary>
public sealed class RunStarter(RunOpener opener, RunHandover handover, IOptions<DispatchOptions> options, TimeProvider clock)
{
    /// <summary>Runs for each message of the queue <c>runs</c>; throws where storage does, so that the message comes back.</summary>
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
            // The message came before, and some of its runs could not be opened then: the batch of that time does not know of these.
            await Task.WhenAll(opened.Runs.Select(run => StartAloneAsync(request.Shard, run, opened.IsAhead ? request.DueTime : clock.GetUtcNow(), durable, cause, cancel)));
        }
    }

    /// <summary>A run that has its slot since an earlier message: sees to it that somebody calls for it.</summary>
    private async Task GoOnAsync(string shard, Run run, DurableTaskClient durable, Activity? cause, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (run.IsAlone)
        {
            await durable.StartAsync(RunTicket.Of(shard, run, Spans.Begin(run.Id.ToString(), cause)), cancel);
        }
        else if (now - run.StartedAt >= options.Value.ResendAfter && await durable.HolderAsync(run, cancel) is null) // else whoever opened it is about to start its batch
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
