using System.Runtime.CompilerServices;
using AgentSched.Engine.Calls;
using AgentSched.Storage.Account;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Tables;
using AgentSched.Year;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AgentSched.Bench;

/// <summary>The app's table in memory. Records of runs that ended and the feed are written and not kept: what grows is to be the app's.</summary>
internal sealed class BenchStore(StorageClients clients) : TableStore(clients)
{
    private const int PageSize = 1000;

    private readonly Lock _lock = new();
    private readonly MemoryTable _table = new() { Committing = NotKept, MostNotKept = 0 };

    internal override Task<TableEntity?> GetAsync(string partition, string row, CancellationToken cancel)
    {
        lock (_lock)
        {
            return Task.FromResult(_table.Get(partition, row));
        }
    }

    internal override async IAsyncEnumerable<TableEntity> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel, IReadOnlyList<string>? columns = null)
    {
        foreach (var row in Range(filter, int.MaxValue))
        {
            yield return row;
        }

        await Task.CompletedTask;
    }

    internal override Task<(IReadOnlyList<TableEntity> Rows, string? Next)> PageAsync(string partition, string prefix, int limit, string? after, CancellationToken cancel)
    {
        var rows = Range(after is null ? Keys.Prefix(partition, prefix) : Keys.PrefixAfter(partition, prefix, after), Math.Min(limit, PageSize) + 1);
        return Task.FromResult<(IReadOnlyList<TableEntity>, string?)>(rows.Count > limit ? (rows[..limit], rows[limit - 1].RowKey[prefix.Length..]) : (rows, null));
    }

    internal override Task<bool> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        lock (_lock)
        {
            return Task.FromResult(_table.Commit(transaction));
        }
    }

    private List<TableEntity> Range(string filter, int limit)
    {
        var (partition, from, included, to) = MemoryStore.Range(filter);
        lock (_lock)
        {
            return _table.Range(partition, from, included, to, limit);
        }
    }

    private static HashSet<string> NotKept(Transaction transaction) =>
        [.. transaction.Actions.Select(action => action.Entity).OfType<TableEntity>().Where(row => row.RowKey[0] is 'a' or 'i' || (row.RowKey[0] is 'x' or 'y' && row.GetDateTimeOffset("FinishedAt") is not null)).Select(row => row.RowKey)];
}

/// <summary>Keeps messages until they are taken.</summary>
internal sealed class BenchQueue(StorageClients clients, IOptions<RunQueueOptions> options, TimeProvider clock) : RunQueue(clients, options, clock)
{
    private readonly Lock _lock = new();
    private List<RunRequest> _sent = [];

    public List<RunRequest> Take()
    {
        lock (_lock)
        {
            return Interlocked.Exchange(ref _sent, []);
        }
    }

    internal override Task SendAsync(RunRequest request, TimeSpan lead, CancellationToken cancel)
    {
        lock (_lock)
        {
            _sent.Add(request);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Keeps orchestrations that were started until they are taken.</summary>
internal sealed class BenchDurable() : BareDurable("memory")
{
    private readonly Lock _lock = new();
    private List<RunBatch> _started = [];

    public List<RunBatch> Take()
    {
        lock (_lock)
        {
            return Interlocked.Exchange(ref _started, []);
        }
    }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            _started.Add((RunBatch)input!);
        }

        return Task.FromResult(options!.InstanceId!);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => Task.FromResult<OrchestrationMetadata?>(null);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) => throw Unused();
}
