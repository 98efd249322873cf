using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AgentSched.Base;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Waiting;
using AgentSched.Model.Runs;
using AgentSched.Storage.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Openings;

/// <summary>Opens the runs of messages: when each is opened, ahead of its second or in it.</summary>
public sealed class RunOpener(RunTable runs, GroupOpener groups, WaitingRuns turns, RunQueue messages, StartsFirst starts, TimeProvider clock)
{
    /// <summary>Most runs of one transaction: three rows and an entry of the feed each, their agents and their schedules; 6 × 16 = 96 rows.</summary>
    private const int MaxTogether = 16;

    /// <summary>Opens the runs of a message.</summary>
    /// <param name="request">The message.</param>
    /// <param name="durable">Ends the orchestrations of runs that are superseded.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Those that have a slot now, as soon as they have it, also those that had one before: their orchestrations must exist.</returns>
    internal async IAsyncEnumerable<OpenedTogether> OpenAsync(RunRequest request, DurableTaskClient durable, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = request.Runs.Select(RunId.Parse).ToHashSet();
        var found = await runs.FindInFlightAsync(request.Shard, ids, cancel);
        var queued = found.Where(f => f.Run.Status == RunStatus.Queued).OrderBy(f => f.Run.ClaimedAt).ThenBy(f => f.Run.Id.ToString(), StringComparer.Ordinal).ToList();
        if (found.Select(f => f.Run).Where(run => run.Status == RunStatus.Running).ToList() is { Count: > 0 } running)
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
                yield break; // the second of those that have their slots is waited for where their agents are called
            }

            if (request.DueTime - clock.GetUtcNow() > messages.LeadOfWaiting)
            {
                await messages.SendAsync(request with { Runs = left }, messages.LeadOfWaiting, cancel); // who waits here keeps others from it
                yield break;
            }
        }

        await clock.WaitUntilAsync(request.DueTime, cancel);
        foreach (var waiting in found.Select(f => f.Run).Where(run => run.Status == RunStatus.Waiting).DistinctBy(run => (run.Tenant, run.Agent)))
        {
            await turns.GiveAsync(request.Shard, waiting.Tenant, waiting.Agent, cancel); // its moment has come
        }

        using var starting = starts.Begin();
        var (due, failed) = await OpenAllAsync(new OpeningPhase(request, queued, IsAhead: false, durable), cancel);
        yield return due;
        failed?.Throw();
    }

    /// <returns>Those that have a slot now, also where the last of them could not be opened.</returns>
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
