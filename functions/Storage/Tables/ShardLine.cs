namespace AgentSched.Storage.Tables;

/// <summary>
/// Lets those who change one shard's rows do so one after the other within this process, so that runs which open or end at the
/// same moment do not take the ETags of their agents' rows from each other and try again. It saves requests and is nothing to
/// rely on: between processes, and here too, only ETags say who was first.
/// </summary>
public sealed class ShardLine
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Does the work when it is its turn. The work must not ask for a turn of the same shard.</summary>
    /// <param name="shard">The partition.</param>
    /// <param name="work">The decision and its commit.</param>
    /// <param name="isUrgent">Goes before all that are not: a run that starts is late already, one that ends is not waited for.</param>
    internal async Task<T> TakeAsync<T>(string shard, Func<Task<T>> work, bool isUrgent = false)
    {
        var hasTurn = await EnterAsync(shard, isUrgent);
        var went = false;
        try
        {
            var result = await work();
            went = true;
            return result;
        }
        finally
        {
            if (hasTurn)
            {
                Leave(shard, went);
            }
        }
    }

    /// <returns>Whether this is a turn that must be passed on.</returns>
    private Task<bool> EnterAsync(string shard, bool isUrgent)
    {
        lock (_lock)
        {
            if (_lines.TryAdd(shard, new Line()))
            {
                return Task.FromResult(true);
            }

            // Continues where the turn is passed on: storage requests are what takes time, not what leads to them.
            var waiting = new TaskCompletionSource<bool>();
            var line = _lines[shard];
            (isUrgent ? line.Urgent : line.Others).Enqueue(waiting);
            return waiting.Task;
        }
    }

    private void Leave(string shard, bool went)
    {
        List<TaskCompletionSource<bool>> next = [];
        lock (_lock)
        {
            var line = _lines[shard];
            if (!went)
            {
                // Storage does not answer. To wait for each other's timeouts would make it worse: all go at once, as without turns.
                next.AddRange([.. line.Urgent, .. line.Others]);
                _lines.Remove(shard);
            }
            else if (line.Urgent.TryDequeue(out var one) || line.Others.TryDequeue(out one))
            {
                next.Add(one);
            }
            else
            {
                _lines.Remove(shard);
            }
        }

        next.ForEach(one => one.SetResult(went));
    }

    private sealed class Line
    {
        public Queue<TaskCompletionSource<bool>> Urgent { get; } = new();

        public Queue<TaskCompletionSource<bool>> Others { get; } = new();
    }
}
