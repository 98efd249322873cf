using System.Runtime.CompilerServices;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Reads, waits and purges for the client.</summary>
internal sealed class ClientQueries(Engine engine, DurableHubOptions options)
{
    // An instance of another process is looked at this often.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public async Task<InstanceState?> ReadAsync(string instanceId, CancellationToken cancel)
    {
        if (engine.Find(instanceId) is { } live)
        {
            return live.State;
        }

        await engine.EnsureTablesAsync(cancel);
        return (await engine.Store.ReadActiveAsync(instanceId, cancel) ?? await engine.Store.ReadDoneAsync(instanceId, cancel))?.State;
    }

    /// <summary>Waits also for an instance that is not there yet.</summary>
    public async Task<InstanceState> WaitAsync(
        string instanceId, Func<InstanceState, bool> reached, Func<LiveInstance, Task> signal, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            if (engine.Find(instanceId) is { } live)
            {
                await signal(live).WaitAsync(cancel);
                if (live.Finished is { IsCompleted: true, Result: { } final })
                {
                    return final;
                }

                if (!live.IsGone && reached(live.State))
                {
                    return live.State;
                }
            }

            if (await ReadAsync(instanceId, cancel) is { } state && reached(state))
            {
                return state;
            }

            await Task.Delay(options.PollInterval < Look ? options.PollInterval : Look, cancel);
        }
    }

    public AsyncPageable<OrchestrationMetadata> List(OrchestrationQuery query) => new Pages(this, query);

    public async Task<PurgeResult> PurgeAsync(string instanceId, PurgeInstanceOptions? how, CancellationToken cancel)
    {
        CheckNotRecursive(how);
        if (engine.Find(instanceId) is not null || await ReadAsync(instanceId, cancel) is { IsFinished: false })
        {
            throw new InvalidOperationException($"orchestration \"{instanceId}\" is not finished; only finished ones can be purged");
        }

        return new(await RemoveAsync(instanceId, cancel) ? 1 : 0);
    }

    public async Task<PurgeResult> PurgeAllAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? how, CancellationToken cancel)
    {
        CheckNotRecursive(how);
        await engine.EnsureTablesAsync(cancel);
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        var count = 0;
        foreach (var one in await engine.Store.ListAsync(string.Empty, finishedOnly: true, cancel))
        {
            count += Fits(one, query) && await RemoveAsync(one.InstanceId, cancel) ? 1 : 0;
        }

        return new(count, isComplete: true);
    }

    private static void CheckNotRecursive(PurgeInstanceOptions? how)
    {
        if (how?.Recursive == true)
        {
            throw new NotSupportedException($"{nameof(PurgeInstanceOptions)}.{nameof(PurgeInstanceOptions.Recursive)}: see local/README.md");
        }
    }

    private static bool Fits(OrchestrationMetadata one, OrchestrationQuery query) =>
        !(one.CreatedAt < query.CreatedFrom) && !(one.CreatedAt > query.CreatedTo)
        && (query.Statuses is null || !query.Statuses.Any() || query.Statuses.Contains(one.RuntimeStatus));

    private async Task<bool> RemoveAsync(string instanceId, CancellationToken cancel)
    {
        if (await engine.Store.ReadDoneAsync(instanceId, cancel) is not { } done)
        {
            return false;
        }

        await engine.Store.RemoveDoneAsync(done, cancel);
        return true;
    }

    /// <summary>By instance id; the token of a page is the last id before it.</summary>
    private sealed class Pages(ClientQueries queries, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
    {
        public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
            ReadAsync(continuationToken ?? query.ContinuationToken, pageSizeHint ?? query.PageSize);

        private async IAsyncEnumerable<Page<OrchestrationMetadata>> ReadAsync(
            string? after, int size, [EnumeratorCancellation] CancellationToken cancel = default)
        {
            await queries.Engine.EnsureTablesAsync(cancel);
            var all = await queries.Engine.Store.ListAsync(query.InstanceIdPrefix ?? string.Empty, finishedOnly: false, cancel);
            var wanted = all.Where(one => Fits(one, query) && (after is null || string.CompareOrdinal(one.InstanceId, after) > 0)).ToList();
            for (var at = 0; at < wanted.Count || at == 0; at += size)
            {
                var page = new List<OrchestrationMetadata>();
                foreach (var one in wanted.Skip(at).Take(size))
                {
                    page.Add(query.FetchInputsAndOutputs ? await queries.FullAsync(one, cancel) : one);
                }

                yield return new(page, at + size < wanted.Count ? page[^1].InstanceId : null);
            }
        }
    }

    private Engine Engine => engine;

    private async Task<OrchestrationMetadata> FullAsync(OrchestrationMetadata one, CancellationToken cancel) =>
        await ReadAsync(one.InstanceId, cancel) is { } state ? state.ToMetadata(true, options.Converter) : one;
}
