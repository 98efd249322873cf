using System.Diagnostics;
using AgentSched.Hosting.Protocol;
using AgentSched.Hosting.Workers;

namespace AgentSched.Hosting.Functions;

/// <summary>A function failed in the worker. The message has the form that the Durable extension parses.</summary>
public sealed class FunctionFailedException : Exception
{
    internal FunctionFailedException(StatusResult result)
        : base($"Result: {result.Result}\nException: {result.Exception?.Message}\nStack: {result.Exception?.StackTrace}")
    {
    }
}

/// <summary>Runs functions in the worker and counts the running invocations.</summary>
internal sealed class Invoker(WorkerSupervisor workers, TimeSpan? timeout) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private int _running;

    public int Running => Volatile.Read(ref _running);

    /// <summary>The value of durable client parameters; the same for every invocation.</summary>
    public string? DurableClient { get; set; }

    /// <summary>Runs a function and returns its result.</summary>
    /// <param name="function">The function.</param>
    /// <param name="trigger">The trigger parameter's value; null for HTTP.</param>
    /// <param name="metadata">The trigger's metadata.</param>
    /// <param name="cancel">Cancels the function, which may still return a result.</param>
    /// <param name="start">Called with worker and invocation id before the invocation is sent.</param>
    /// <exception cref="FunctionFailedException">The function failed.</exception>
    /// <exception cref="WorkerProcessExitException">The worker ended.</exception>
    public async Task<TypedData?> InvokeAsync(
        FunctionEntry function, TypedData? trigger, IEnumerable<KeyValuePair<string, TypedData>> metadata, CancellationToken cancel, Action<LoadedWorker, string>? start = null)
    {
        var id = Guid.NewGuid().ToString();
        Interlocked.Increment(ref _running);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stopping.Token);
            if (timeout is { } longest)
                limit.CancelAfter(longest);
            var worker = await workers.WorkerAsync(limit.Token);
            start?.Invoke(worker, id);
            var answer = worker.Channel.AskAsync(new StreamingMessage { InvocationRequest = Request(id, function, trigger, metadata) });
            await using var cancelling = limit.Token.Register(() => worker.Channel.Post(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = id } }));
            var response = (await answer).InvocationResponse;
            return response.Result.Status == StatusResult.Types.Status.Success ? response.ReturnValue : throw new FunctionFailedException(response.Result);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Waits until no invocation runs; after <paramref name="limit"/> calls <paramref name="late"/> with the number of running ones and cancels them.</summary>
    public async Task EndAsync(TimeSpan limit, Action<int> late)
    {
        if (await IsIdleAsync(limit))
            return;
        late(Running);
        await _stopping.CancelAsync();
        await IsIdleAsync(TimeSpan.FromSeconds(5));
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<bool> IsIdleAsync(TimeSpan limit)
    {
        for (var waited = Stopwatch.StartNew(); Running > 0 && waited.Elapsed < limit;)
            await Task.Delay(20);
        return Running == 0;
    }

    private InvocationRequest Request(string id, FunctionEntry function, TypedData? trigger, IEnumerable<KeyValuePair<string, TypedData>> metadata)
    {
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        var request = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = function.Metadata.FunctionId,
            TraceContext = new RpcTraceContext { TraceParent = activity?.Id ?? string.Empty, TraceState = activity?.TraceStateString ?? string.Empty },
        };
        if (trigger is not null)
            request.InputData.Add(new ParameterBinding { Name = function.Trigger!.Name, Data = trigger });
        foreach (var client in function.Bindings.Where(binding => binding.Is("durableClient")))
            request.InputData.Add(new ParameterBinding { Name = client.Name, Data = new TypedData { String = DurableClient ?? throw new InvalidOperationException("The durable client is not ready.") } });
        foreach (var (key, value) in metadata)
            request.TriggerMetadata[key] = value;
        return request;
    }
}
