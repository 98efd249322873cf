using AgentSched.Engine.After;
using AgentSched.Engine.Claims;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Chains;

/// <summary>
/// Claims the chained runs that follow an ended run. The next schedule may lie in another shard, so this is not part of the
/// transaction that ends the run. That transaction writes rows (<see cref="ChainRow"/>), which are processed here right after it, or by
/// the sweep after a crash. The next run's id is derived from the ended run and the next schedule, so a repeat claims nothing twice.
/// Overlap, queue and a disabled schedule are checked when the run opens, as for any other run.
/// </summary>
public sealed class ChainStarter(
    TableStore store, RunTable runs, AgentTable agents, ScheduleTable schedules, Aftermath after, IOptions<DispatchOptions> options, TimeProvider clock, ILogger<ChainStarter> logger) : IUnfinished
{
    /// <summary>Plans the runs that follow an ending run, as rows of its closing transaction. A run at the maximum chain depth has no followers, whatever the schedules say.</summary>
    internal IReadOnlyList<ChainRow> Plan(Run ended, Schedule schedule, string shard)
    {
        var rows = ChainRow.Of(ended, schedule.Chain, shard);
        if (rows.Count == 0 || ended.Depth < ChainWalk.MaxDepth)
        {
            return rows;
        }

        logger.TooDeep(ended.Id.ToString(), ChainWalk.MaxDepth);
        return [];
    }

    /// <summary>Claims the followers of a run that has just been closed. If this fails, the sweep does it.</summary>
    internal async Task FollowAsync(IReadOnlyList<ChainRow> rows, Run ended, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            try
            {
                await FollowAsync(row, ended, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.FollowFailed(e, ended.Id.ToString(), row.NextSchedule);
            }
        }
    }

    string IUnfinished.Prefix => Keys.ChainedPrefix;

    /// <summary>Processes a row that a crash left behind, once the process that closed its run has had time to do it.</summary>
    async Task IUnfinished.ResumeAsync(TableEntity left, DateTimeOffset now, CancellationToken cancel)
    {
        if (now - left.Time("At") < options.Value.ResendAfter)
        {
            return;
        }

        var row = ChainRow.Read(left);
        if (await runs.FindAsync(row.AgentKey, row.Run, cancel) is not { } ended)
        {
            await DeleteAsync(row, cancel); // the ended run's record is purged: too old to be followed
        }
        else if (await NextAgentAsync(row, cancel) is { } next && await runs.FindAsync(next, RunId.ForChain(row.Run, row.NextSchedule, row.At), cancel) is not null)
        {
            await DeleteAsync(row, cancel); // claimed before the crash; it may have ended since
        }
        else
        {
            await FollowAsync(row, ended, cancel);
        }
    }

    private async Task FollowAsync(ChainRow row, Run ended, CancellationToken cancel)
    {
        // A next schedule that was deleted since gets no run: the run before it and its schedule say so. A disabled one gets a record.
        if (await NextAgentAsync(row, cancel) is { } next && await schedules.FindAsync(next, row.NextSchedule, cancel) is { Schedule: { DeletedAt: null } schedule })
        {
            var shard = agents.ShardOf(next);
            var run = Chained(ended, schedule, row.At);
            if (await store.CommitAsync(new Transaction(shard).Insert(RunRow.InFlight(run, shard)).InsertRecords(run), cancel)) // otherwise it is already claimed
            {
                await after.SendAsync(shard, [run], cancel); // after a crash before this, the sweep sends it
                after.Telemeter.Dispatched([run], []);
            }

            logger.Followed(run.Id.ToString(), ended.Id.ToString(), run.Depth);
        }
        else
        {
            var problem = $"{ChainLink.Gone(row.NextAgent, row.NextSchedule)}; nothing ran after run {ended.Id}";
            await store.CommitAsync(new Transaction(row.Shard).NoteChainProblem(ended, problem), cancel); // fails if the records are purged
            await store.CommitAsync(new Transaction(row.Shard).Merge(ScheduleRow.WriteChainProblem(row.Shard, Keys.Schedule(ended.AgentKey, ended.ScheduleId!), problem), ETag.All), cancel);
        }

        await DeleteAsync(row, cancel);
    }

    /// <summary>The agent of the schedule that follows: no request if it is the same. Null: no agent has that name.</summary>
    private async Task<AgentKey?> NextAgentAsync(ChainRow row, CancellationToken cancel) =>
        row.NextAgent == row.AgentKey.Name ? row.AgentKey : (await agents.FindAsync(row.AgentKey.Tenant, row.NextAgent, cancel))?.Agent.Key;

    private Run Chained(Run ended, Schedule schedule, DateTimeOffset at)
    {
        var id = RunId.ForChain(ended.Id, schedule.Id, at);
        return Run.Queued(id, schedule.AgentKey, RunTrigger.Chain, schedule.Owner, id.NominalTime, clock.GetUtcNow()) with
        {
            ScheduleId = schedule.Id,
            ScheduleName = schedule.Name,
            Depth = ended.Depth + 1,
            Previous = new PreviousRun(ended.Agent, ended.Id, ended.Status, ended.Answer?.Response),
        };
    }

    private async Task DeleteAsync(ChainRow row, CancellationToken cancel) =>
        await store.CommitAsync(new Transaction(row.Shard).Delete(row.Key, ETag.All), cancel); // a failed commit means that another process has deleted it
}
