using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Runs;
using AgentSched.Storage.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Openings;

/// <summary>Opens the runs of messages, and decides for each: ahead of its second or in it.</summary>
public sealed class RunOpener(RunTable runs, GroupOpener groups, OlderRuns older, WaitingRuns waitingRuns, RunQueue messages, StartPriority starts, TimeProvider clock)
{
    /// <summary>Upper bound of runs in one transaction. Each takes three rows, a feed entry, its agent and its schedule: 6 × 16 = 96 rows.</summary>
    private const int MaxTogether = 16;

    /// <summary>Opens the runs of a message.</summary>
    /// <param name="request">The message.</param>
    /// <param name="durable">Terminates the orchestrations of superseded runs.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>The runs with a slot, as soon as they have it, including those that had one before: their orchestrations must exist.</returns>
    internal async IAsyncEnumerable<OpenedTogether> OpenAsync(RunRequest request, DurableTaskClient durable, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = request.Runs.Select(RunId.Parse).ToHashSet();
        var found = await runs.FindInFlightAsync(request.Shard, ids, cancel);
        var queued = found.Where(f => f.Run.Status == RunStatus.Queued).OrderBy(f => f.Run.ClaimedAt).ThenBy(f => f.Run.Id.ToString(), StringComparer.Ordinal).ToList();
        if (found.Select(f => f.Run).Where(run => run is { Status: RunStatus.Running, HasOrchestration: true }).ToList() is { Count: > 0 } running)
        {
            yield return new OpenedTogether(Batch: null, IsAhead: false, running);
        }

        if (clock.GetUtcNow() < request.DueTime)
        {
            var (ahead, failure) = await OpenAllAsync(new OpeningPhase(request, queued, IsAhead: true, durable), cancel);
            yield return ahead;
            failure?.Throw();
            queued.RemoveAll(read => ahead.Runs.Any(run => run.Id == read.Run.Id));
            var left = found.Where(read => read.Run.Status == RunStatus.Waiting).Concat(queued).Select(read => read.Run.Id.ToString()).ToList();
            if (left.Count == 0)
            {
                yield break; // the batch waits for the second of the runs with a slot
            }

            if (request.DueTime - clock.GetUtcNow() > messages.LeadOfWaiting)
            {
                await messages.SendAsync(request with { Runs = left }, messages.LeadOfWaiting, cancel); // waiting here would delay other messages
                yield break;
            }
        }

        await clock.WaitUntilAsync(request.DueTime, cancel);
        foreach (var waiting in found.Select(f => f.Run).Where(run => run.Status == RunStatus.Waiting).DistinctBy(run => run.AgentKey))
        {
            await waitingRuns.PromoteAsync(request.Shard, waiting.AgentKey, cancel); // its time has come
        }

        using var starting = starts.Begin();
        foreach (var before in (await older.FindAsync(request.Shard, queued, clock.GetUtcNow(), cancel)).Chunk(RunRequest.MaxRuns))
        {
            var (first, cause) = await OpenAllAsync(new OpeningPhase(request, before, IsAhead: false, durable), cancel);
            yield return first;
            cause?.Throw();
        }

        var (due, failed) = await OpenAllAsync(new OpeningPhase(request, queued, IsAhead: false, durable), cancel);
        yield return due;
        failed?.Throw();
    }

    /// <returns>The runs with a slot, even if a later one could not be opened.</returns>
    private async Task<(OpenedTogether Opened, ExceptionDispatchInfo? Failure)> OpenAllAsync(OpeningPhase phase, CancellationToken cancel)
    {
        var opened = new List<Run>();
        try
        {
            foreach (var group in phase.Queued.Chunk(MaxTogether))
            {
                opened.AddRange(await groups.OpenAsync(phase, group, cancel));
            }

            return (new OpenedTogether(phase.Batch, phase.IsAhead, opened), null);
        }
        catch (Exception e)
        {
            return (new OpenedTogether(phase.Batch, phase.IsAhead, opened), ExceptionDispatchInfo.Capture(e));
        }
    }
}
